-- Every identity, stated or bound, in one long shape.
with

stated as (
    select {{ identity_operand_columns() }}
    from {{ ref('bind_stated') }}
),

bound as (
    {% for rule in [
        'r01', 'r02', 'r03', 'r04', 'r05', 'r11', 'r12', 'r13', 'r14', 'r18', 'r20', 'r36', 'r37', 'r41', 'r89',
        'r15', 'r16', 'r17', 'r19', 'r21', 'r22', 'r23', 'r24', 'r25', 'r26', 'r86', 'r88', 'r91',
        'd05', 'd06', 'd07', 'd08', 'd09', 'd10', 'd11', 'd13', 'd14', 'd15', 'd16', 'd17',
        'r30', 'r31', 'r32', 'r33', 'r34', 'r35', 'r38', 'r39', 'r40',
        'r50', 'r52', 'r53', 'r54', 'r55', 'r56', 'r73', 'r76', 'r83', 'indicator', 'left_out',
        'wording'
    ] -%}
        select {{ identity_operand_columns() }}
        from {{ ref('bind_' ~ rule) }}
        {%- if not loop.last %}
            union all
        {% endif %}
    {%- endfor %}
),

-- What a sentence states is not bound a second time: same rule, same claim. A form's own sums and its links to other
-- forms come under one rule (D08), and are two claims about one figure.
claims_stated as (
    select distinct
        rule_id,
        fact_id
    from stated
    where stated_weight <> 0
),

bound_again as (
    select distinct bound.identity_id
    from bound
    inner join claims_stated
        on bound.rule_id = claims_stated.rule_id
            and bound.fact_id = claims_stated.fact_id
            and bound.stated_weight <> 0
            and bound.rule_id not like 'D%'
)

select {{ identity_operand_columns() }}
from stated
union all
select {{ identity_operand_columns() }}
from bound
where identity_id not in (select bound_again.identity_id from bound_again)
