-- A project that prints an execution rate of 100 % has nothing unspent, and nothing was reclaimed.
with

full_rates as (
    select
        execution.*,
        {{ bound_identity_id('R01', 'execution.record_id') }} as identity_id,
        execution.project_name as subject
    from {{ ref('int_project__execution') }} as execution
    inner join {{ ref('int_fact__reading') }} as rate on execution.rate_fact_id = rate.fact_id
    where
        rate.value_base = 100
        and (
            execution.is_unspent_reclaimed
            or execution.unspent_text is not null
            or execution.unspent_fact_id is not null
        )
),

-- The rate that outturn and unspent amount make, against the 100 % printed.
computed as (
    select
        identity_id,
        document_id,
        subject,
        fiscal_year,
        list_concat(
            [
                {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'name_col_no') }},
                {{ operand('stated', 'rate_fact_id', stated=1) }}
            ],
            case
                when spent_fact_id is not null
                    then [
                            {{ operand('part', 'spent_fact_id', numerator=1, denominator=1) }},
                            {{ operand('base', 'unspent_fact_id', denominator=1) }}
                        ]
                else [
                        {{ operand('base', 'granted_fact_id', numerator=1, denominator=1) }},
                        {{ operand('part', 'unspent_fact_id', numerator=-1) }}
                    ]
            end
        ) as operands
    from full_rates
    where
        not is_unspent_reclaimed
        and unspent_fact_id is not null
        and (spent_fact_id is not null or granted_fact_id is not null)
),

-- Without an amount to compare with, the unspent amount itself must be nothing.
empty_balance as (
    select
        identity_id,
        document_id,
        subject,
        fiscal_year,
        [
            {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'name_col_no') }},
            {{ operand('stated', 'unspent_fact_id', stated=1) }},
            {{ operand('context', 'rate_fact_id') }}
        ] as operands
    from full_rates
    where
        not is_unspent_reclaimed
        and unspent_fact_id is not null
        and spent_fact_id is null
        and granted_fact_id is null
),

unread_balance as (
    select
        identity_id,
        document_id,
        subject,
        fiscal_year,
        [
            {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'name_col_no') }},
            {{ operand('stated', 'rate_fact_id', stated=1) }},
            {{ missing_operand('base', "'资金结余 / the unspent amount'") }}
        ] as operands
    from full_rates
    where not is_unspent_reclaimed and unspent_fact_id is null
),

reclaimed as (
    select
        identity_id,
        document_id,
        subject,
        fiscal_year,
        [
            {{ text_operand('context', 'name_text', 'block_no', 'row_no', 'name_col_no') }},
            {{ operand('stated', 'rate_fact_id', stated=1) }},
            {{ text_operand('base', 'unspent_text', 'block_no', 'row_no', 'unspent_col_no') }}
        ] as operands
    from full_rates
    where is_unspent_reclaimed
)

{{ unnested_operands('computed', 'R01', scale=100, denominator_constant=0) }}
union all by name
{{ unnested_operands('empty_balance', 'R01') }}
union all by name
{{ unnested_operands('unread_balance', 'R01') }}
union all by name
{{
    unnested_operands(
        'reclaimed',
        'R01',
        form="'logical'",
        broken_verdict="'ambiguous'",
        holds='false',
        assumption="'只有调整后预算数已扣除收回的存量资金，执行率才可能是100%；文中没有说明 / A rate of 100 % holds only if the "
        ~ "revised budget is net of the stock funds reclaimed, which the document does not say'",
        explanation_zh="'执行率印为100%，而资金结余一栏写明存量资金被收回，收回的金额没有披露'",
        explanation_en="'The execution rate is printed as 100 %, while the unspent column says that stock funds were "
        ~ "reclaimed; the amount is not disclosed'"
    )
}}
