-- What a project spent against the cost targets and the planned payments that belong to it, and a planned payment
-- against the fee it is for.
with

-- The fee that the name of a cost target gives: 「服务费每年323.4060万元 | 支付200万元」.
fees as (
    select
        *,
        regexp_extract(cost_name, '(?:每年|全年|年)[^0-9]{0,4}([0-9][0-9,]*(?:\.[0-9]+)?)(万元|元)', ['fee', 'unit']) as named
    from {{ ref('int_cost__target') }}
    where regexp_matches(target_text, '支付')
),

fee_amounts as (
    select
        fees.*,
        try_cast(replace(named.fee, ',', '') as decimal(30, 8))
        * case named.unit when '万元' then 10000 else 1 end as fee_amount
    from fees
    where named.fee <> ''
),

payments as (
    select
        {{ bound_identity_id('R17', 'fee_amounts.amount_fact_id') }} as identity_id,
        fee_amounts.document_id,
        fee_amounts.cost_name as subject,
        documents.fiscal_year,
        fee_amounts.amount >= fee_amounts.fee_amount as is_met,
        {{ in_unit('fee_amounts.amount', '10000') }} as paid_number,
        {{ in_unit('fee_amounts.fee_amount', '10000') }} as fee_number,
        cast({{ in_unit('fee_amounts.fee_amount - fee_amounts.amount', '10000') }} as decimal(30, 8)) as gap_number,
        [
            {{ operand('stated', 'fee_amounts.amount_fact_id', stated=1) }},
            {{
                text_operand(
                    'context', 'fee_amounts.cost_name', 'fee_amounts.block_no', 'fee_amounts.row_no',
                    'fee_amounts.name_col_no'
                )
            }}
        ] as operands
    from fee_amounts
    inner join {{ ref('stg_raw__document') }} as documents on fee_amounts.document_id = documents.document_id
    where fee_amounts.fee_amount is not null
),

payment_texts as (
    select
        *,
        {{ shown_number('fee_number', 2) }} as fee_text,
        {{ shown_number('paid_number', 2) }} as paid_text,
        {{ shown_number('abs(gap_number)', 2) }} as gap_text
    from payments
),

worded_payments as (
    select
        *,
        concat(
            '费用为 ', fee_text, ' 万元，计划支付 ', paid_text, ' 万元，',
            case when is_met then '足以支付' else concat('少 ', gap_text, ' 万元') end
        ) as found_zh,
        concat(
            'The fee is ', fee_text, ' 万元, the planned payment ', paid_text, ' 万元: ',
            case when is_met then 'it is met' else concat(gap_text, ' 万元 short') end
        ) as found_en
    from payment_texts
),

-- What a project is for: its name and its description in the table of results.
projects as (
    select
        cells.document_id,
        cells.record_id,
        string_agg(cells.field_text, ' ' order by cells.col_no) as project_text
    from {{ ref('stg_raw__record_field') }} as cells
    where cells.table_kind = 'project_result' and cells.field_name in ('project_name', 'project_content')
    group by cells.document_id, cells.record_id
),

pairs_of_letters as (
    select
        *,
        list_distinct(list_transform(
            generate_series(1, length(cost_key) - 1), lambda place: substr(cost_key, cast(place as integer), 2)
        )) as letter_pairs
    from {{ ref('int_cost__target') }}
    where length(cost_key) >= 5
),

-- A cost belongs to the project whose text has most of the pairs of neighbouring characters of its name.
met as (
    select
        pairs_of_letters.document_id,
        pairs_of_letters.record_no,
        pairs_of_letters.amount_fact_id,
        pairs_of_letters.letter_pairs,
        projects.record_id as project_record_id,
        projects.project_text
    from pairs_of_letters
    inner join projects on pairs_of_letters.document_id = projects.document_id
),

likened as (
    select
        *,
        len(list_filter(letter_pairs, lambda letters: contains(project_text, letters))) as shared_count,
        len(letter_pairs) as pair_count
    from met
),

attributed as (
    select *
    from likened
    where shared_count * 2 > pair_count
    qualify row_number() over (
            partition by document_id, amount_fact_id
            order by shared_count desc, project_record_id asc
        ) = 1
),

cost_sums as (
    select
        document_id,
        project_record_id,
        list({{ operand('part', 'amount_fact_id', numerator=1) }} order by record_no) as operands
    from attributed
    group by document_id, project_record_id
    -- One cost is a part of a project; several are meant to be what it costs.
    having count(*) > 1
),

-- Planned payments whose names say no more than what kind of fee they are (服务费, 服务费每年…) belong to the one project
-- that is called so and has no costs by name.
nameless as (
    select
        *,
        regexp_extract(cost_name, '^([^0-9]{2,6}费)(?:(?:每年|全年|年)?[0-9].*)?$', 1) as fee_noun
    from {{ ref('int_cost__target') }}
    where regexp_matches(target_text, '支付')
),

fee_nouns as (
    select distinct
        document_id,
        fee_noun
    from nameless
    where fee_noun <> ''
),

paid_projects as (
    select
        fee_nouns.document_id,
        fee_nouns.fee_noun,
        min(execution.record_id) as project_record_id
    from {{ ref('int_project__execution') }} as execution
    inner join fee_nouns
        on execution.document_id = fee_nouns.document_id and suffix(execution.project_name, fee_nouns.fee_noun)
    inner join projects
        on execution.document_id = projects.document_id and execution.record_id = projects.record_id
    anti join cost_sums
        on execution.document_id = cost_sums.document_id and execution.record_id = cost_sums.project_record_id
    where execution.spent_fact_id is not null
    group by fee_nouns.document_id, fee_nouns.fee_noun
    having count(*) = 1
),

plan_sums as (
    select
        nameless.document_id,
        paid_projects.project_record_id,
        list({{ operand('part', 'nameless.amount_fact_id', numerator=1) }} order by nameless.record_no) as operands
    from nameless
    inner join paid_projects
        on nameless.document_id = paid_projects.document_id and nameless.fee_noun = paid_projects.fee_noun
    group by nameless.document_id, paid_projects.project_record_id
),

-- What is held against each sum: the project's own spending.
{% for name, sums, key in [
    ('paid', 'plan_sums', "'paid|' || execution.record_id"),
    ('spent', 'cost_sums', 'execution.record_id'),
] -%}
    {{ name }} as (
        select
            {{ bound_identity_id('R17', key) }} as identity_id,
            execution.document_id,
            execution.project_name as subject,
            execution.fiscal_year,
            list_concat([{{ operand('stated', 'execution.spent_fact_id', stated=1) }}], sums.operands) as operands
        from {{ sums }} as sums
        inner join {{ ref('int_project__execution') }} as execution
            on sums.document_id = execution.document_id and sums.project_record_id = execution.record_id
        where execution.spent_fact_id is not null
    )
    {%- if not loop.last %},{% endif %}
{% endfor %}

{{
    unnested_operands(
        'worded_payments',
        'R17',
        form="'logical'",
        holds='is_met',
        broken_verdict="'ambiguous'",
        assumption="'差额没有其他资金来源，也不在以后年度支付 / The rest is neither paid from other funds nor due in a later year'",
        explanation_zh='found_zh',
        explanation_en='found_en'
    )
}}
union all by name
{{
    unnested_operands(
        'spent',
        'R17',
        relation_sign="'le'",
        broken_verdict="'ambiguous'",
        assumption="'名称相近的各项成本指标就是该项目的全部成本 / The cost targets with names like that of the project are all that it costs'"
    )
}}
union all by name
{{
    unnested_operands(
        'paid',
        'R17',
        relation_sign="'ge'",
        broken_verdict="'ambiguous'",
        assumption="'这些计划支付都属于该项目，没有由其他资金支付 / The planned payments are of this project and paid from no other funds'"
    )
}}
