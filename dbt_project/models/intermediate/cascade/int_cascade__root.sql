{#-
    Which broken identity follows from which: one misprinted figure that breaks several is one finding, the others follow.

    Each broken identity looks at the corrections that mend most, net of what they would break. Where they all mend the
    same identities, these are one group, whichever figure is the misprint, and the first of them is the root: two prints
    that contradict each other (R11), then one that follows from nothing else, that is not ambiguous, that states the
    figure, that stands first. Where two corrections as
    good mend different identities nobody can say which it is, and nothing is derived. A correction that would mend more
    than 64 identities is no misprint but a shifted table, and derives nothing: groups stay small whatever is read.
-#}
{%- set most = 64 %}
with

mending as (
    select
        net_mended,
        -- One key for the group: the list itself, carried by each of its members, would grow with its square.
        md5(array_to_string(list_sort(mended_ids), ',')) as group_key,
        unnest(mended_ids) as identity_id
    from {{ ref('int_cascade__correction') }}
    where net_mended >= 2 and len(mended_ids) <= {{ most }}
),

best as (
    select
        identity_id,
        group_key
    from mending
    qualify rank() over (partition by identity_id order by net_mended desc) = 1
),

settled as (
    select
        identity_id,
        any_value(group_key) as group_key
    from best
    group by identity_id
    having count(distinct group_key) = 1
),

members as (
    select
        settled.identity_id,
        settled.group_key,
        bool_or(terms.is_stated) as is_stated,
        bool_or(terms.is_ambiguous) as is_ambiguous
    from settled
    inner join {{ ref('int_cascade__term') }} as terms on settled.identity_id = terms.identity_id
    group by settled.identity_id, settled.group_key
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
        members.group_key,
        row_number() over (
            partition by members.group_key
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
inner join ranked as root on follower.group_key = root.group_key and root.place = 1
where follower.place > 1
