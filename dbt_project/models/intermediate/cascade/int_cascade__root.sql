{#-
    Which broken identity follows from which: one misprinted figure that breaks several is one finding, the others follow.

    Each broken identity looks at the corrections that mend most, net of what they would break. Where they all mend the
    same identities, these are one group, whichever figure is the misprint, and the first of them is the root: two prints
    that contradict each other (R11), then one that follows from nothing else, that is not ambiguous, that states the
    figure, that stands first. Where two corrections as
    good mend different identities nobody can say which it is, and nothing is derived.
-#}
with

mending as (
    select
        correction_id,
        mended_ids,
        net_mended,
        unnest(mended_ids) as identity_id
    from {{ ref('int_cascade__correction') }}
    where net_mended >= 2
),

best as (
    select
        identity_id,
        mended_ids
    from mending
    qualify rank() over (partition by identity_id order by net_mended desc) = 1
),

settled as (
    select
        identity_id,
        any_value(mended_ids) as mended_ids
    from best
    group by identity_id
    having count(distinct mended_ids) = 1
),

members as (
    select
        settled.identity_id,
        settled.mended_ids,
        bool_or(terms.is_stated) as is_stated,
        bool_or(terms.is_ambiguous) as is_ambiguous
    from settled
    inner join {{ ref('int_cascade__term') }} as terms on settled.identity_id = terms.identity_id
    group by settled.identity_id, settled.mended_ids
),

headers as (
    select
        identity_id,
        any_value(rule_id) as rule_id,
        any_value(len(derived_from_identity_ids)) as parent_count
    from {{ ref('int_identity__operand') }}
    group by identity_id
),

ranked as (
    select
        members.identity_id,
        members.mended_ids,
        row_number() over (
            partition by members.mended_ids
            order by
                headers.rule_id = 'R11' desc,
                headers.parent_count asc,
                members.is_ambiguous asc,
                members.is_stated desc,
                arithmetic.place_no asc,
                members.identity_id asc
        ) as place
    from members
    inner join headers on members.identity_id = headers.identity_id
    inner join {{ ref('int_check__arithmetic') }} as arithmetic on members.identity_id = arithmetic.identity_id
)

select
    follower.identity_id,
    root.identity_id as root_identity_id
from ranked as follower
inner join ranked as root on follower.mended_ids = root.mended_ids and root.place = 1
where follower.place > 1
