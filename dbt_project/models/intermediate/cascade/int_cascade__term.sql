{#-
    What one figure does in an identity, for every figure that two or more broken identities share.

    With S the stated sum, N and D numerator and denominator, an identity asks that its residual S·D − N is 0 (le: not
    above, ge: not below). Changing one figure by δ changes the residual by gradient·δ, where gradient = s·D + S·d − n of
    its weights; the rounding intervals of all figures together leave the slack Σ |gradient|·half-width. That is exact
    for sums and of first order for quotients, enough to say which correction would mend which identity.
    A datum printed several times is one figure, unless its prints contradict each other.
-#}
with

operands as (
    select
        operands.identity_id,
        operands.relation,
        operands.form,
        operands.scale,
        facts.document_id,
        operands.stated_weight,
        case when operands.form = 'product' then 0 else operands.scale * operands.numerator_weight end
            as numerator_weight,
        operands.denominator_weight,
        case when facts.is_conflicting then facts.fact_id else facts.datum_id end as figure_id,
        facts.fact_id,
        facts.place_no,
        cast(facts.value_base as decimal(38, 6)) as value_base,
        cast(
            greatest(facts.reading_upper - facts.value_base, facts.value_base - facts.reading_lower) as decimal(38, 6)
        ) as half_width
    from {{ ref('int_identity__operand') }} as operands
    inner join {{ ref('int_fact__reading') }} as facts on operands.fact_id = facts.fact_id
    where operands.role <> 'context' and operands.form in ('quotient', 'product') and facts.value_base is not null
),

evaluated as (
    select
        identity_id,
        verdict in ('inconsistent', 'ambiguous') as is_broken,
        verdict = 'ambiguous' as is_ambiguous,
        cast(stated as decimal(38, 6)) as stated,
        cast(numerator as decimal(38, 6)) as numerator,
        cast(denominator as decimal(38, 6)) as denominator
    from {{ ref('int_check__evaluate') }}
    where verdict <> 'not_evaluated' and stated is not null and denominator > 0
),

net as (
    select
        operands.identity_id,
        operands.figure_id,
        any_value(operands.document_id) as document_id,
        any_value(operands.relation) as relation,
        sum(operands.stated_weight) as stated_weight,
        sum(operands.numerator_weight) as numerator_weight,
        sum(operands.denominator_weight) as denominator_weight,
        arg_min(operands.fact_id, operands.place_no) as fact_id,
        arg_min(operands.value_base, operands.place_no) as value_base,
        arg_min(operands.half_width, operands.place_no) as half_width
    from operands
    group by operands.identity_id, operands.figure_id
),

gradients as (
    select
        net.*,
        evaluated.is_broken,
        evaluated.is_ambiguous,
        try(evaluated.stated * evaluated.denominator - evaluated.numerator) as residual,
        try(
            net.stated_weight * evaluated.denominator + net.denominator_weight * evaluated.stated
            - net.numerator_weight
        ) as gradient
    from net
    inner join evaluated on net.identity_id = evaluated.identity_id
),

slacks as (
    select
        identity_id,
        sum(try(abs(gradient) * half_width)) as slack
    from gradients
    group by identity_id
    -- An open end or a figure out of range: nothing can be said.
    having count(*) = count(try(abs(gradient) * half_width))
),

shared as (
    select figure_id
    from gradients
    where is_broken and gradient <> 0
    group by figure_id
    having count(*) between 2 and 100
)

select
    gradients.document_id,
    gradients.identity_id,
    gradients.figure_id,
    gradients.fact_id,
    gradients.relation,
    gradients.stated_weight <> 0 as is_stated,
    gradients.is_broken,
    gradients.is_ambiguous,
    gradients.value_base,
    gradients.residual,
    gradients.gradient,
    slacks.slack
from gradients
inner join shared on gradients.figure_id = shared.figure_id
inner join slacks on gradients.identity_id = slacks.identity_id
where gradients.gradient <> 0 and gradients.residual is not null
