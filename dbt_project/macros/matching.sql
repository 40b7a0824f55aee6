{#-
    The matcher: which of two differently printed names are one thing. All in SQL, so that `gouji check` and a build pair
    the same names, and explained pair by pair in fct_match.

    A relation of names must have
        scope_id    where names are looked for (a document, a department),
        node_id     the name,
        name_rank   names of a higher rank (a goal table) look for their like among those of a lower one (a result table),
        stands_in   the tables that it stands in: two names in one table are two things,
        core_name   the name without what says nothing (core_name below),
        full_text   that and what is printed beside it,
        other_years years in the name other than the document's own,
        amount      yuan, or null,
        neighbours  the names before and behind it,
        department_key, name_key  as reviewed_matches.csv names it.
-#}

{#- Generic words and years say nothing about which project it is; a name of nothing else keeps them. -#}
{%- macro core_name(key) -%}
    coalesce(
        nullif(regexp_replace({{ key }}, '[^\p{L}\p{N}]|工作经费|经费|专项|资金|项目|费用|(20\d\d)?年度?|[的等]', '', 'g'), ''),
        {{ key }}
    )
{%- endmacro -%}

{#- The different pairs of neighbouring characters; a name of one character is its own pair. -#}
{%- macro bigrams(text) -%}
    list_distinct(
        list_transform(range(1, greatest(length({{ text }}), 2)), lambda place: substr({{ text }}, place, 2))
    )
{%- endmacro -%}

{#- Years written in a name (2023年, 〔2023〕75号), without the one that the document is about. -#}
{%- macro other_years(name, fiscal_year) -%}
    list_sort(list_filter(
        list_distinct(regexp_extract_all({{ name }}, '(20\d\d)(年|〕|］|\]|）)', 1)),
        lambda year: year <> coalesce(cast({{ fiscal_year }} as varchar), '')
    ))
{%- endmacro -%}

{#-
    CTEs up to `one_to_one`: pairs of names that share two neighbouring characters, with the evidence (name_pct: bigrams
    shared, Dice; text_pct: bigrams of the low name that the high one's name and text have; is_amount_equal;
    is_neighbour_equal), the score made of it, and is_similar: each is the other's best and scores 60 or more, or a
    person said so. low_id is the name that looks for its like.
    A bigram that more than 20 names of a scope share tells nothing; leaving it out keeps the work linear.
-#}
{%- macro one_to_one_pairs(names) -%}
name_grams as (
    select
        scope_id,
        node_id,
        unnest({{ bigrams('core_name') }}) as gram
    from {{ names }}
),

text_grams as (
    select
        scope_id,
        node_id,
        unnest({{ bigrams('full_text') }}) as gram
    from {{ names }}
),

telling_grams as (
    select
        scope_id,
        gram
    from text_grams
    group by scope_id, gram
    having count(*) between 2 and 20
),

shared_grams as (
    select
        low.scope_id,
        low.node_id as low_id,
        high.node_id as high_id,
        high_name.gram is not null as is_in_name
    from name_grams as low
    inner join telling_grams as telling on low.scope_id = telling.scope_id and low.gram = telling.gram
    inner join text_grams as high on low.scope_id = high.scope_id and low.gram = high.gram
    left join name_grams as high_name on high.node_id = high_name.node_id and high.gram = high_name.gram
    where low.node_id <> high.node_id
),

compared as (
    select
        shared.scope_id,
        shared.low_id,
        shared.high_id,
        any_value(low.stands_in) as low_stands_in,
        cast(
            200 * count(*) filter (where shared.is_in_name)
            // (len({{ bigrams('any_value(low.core_name)') }}) + len({{ bigrams('any_value(high.core_name)') }}))
            as integer
        ) as name_pct,
        cast(100 * count(*) // len({{ bigrams('any_value(low.core_name)') }}) as integer) as text_pct,
        coalesce(any_value(low.amount) = any_value(high.amount) and any_value(low.amount) <> 0, false) as is_amount_equal,
        list_has_any(any_value(low.neighbours), any_value(high.neighbours)) as is_neighbour_equal
    from shared_grams as shared
    inner join {{ names }} as low on shared.low_id = low.node_id
    inner join {{ names }} as high on shared.high_id = high.node_id
    where
        low.name_rank > high.name_rank
        and not list_has_any(low.stands_in, high.stands_in)
        and low.other_years = high.other_years
    group by shared.scope_id, shared.low_id, shared.high_id
),

pairs as (
    select
        *,
        case
            when name_pct < 30 then name_pct
            else least(100, name_pct + 20 * is_amount_equal::integer + 10 * is_neighbour_equal::integer)
        end as score
    from compared
),

-- Both ways round: the file names two names in any order.
reviewed_names as (
    select
        {{ normalised_name('department') }} as department_key,
        {{ normalised_name('name') }} as low_key,
        {{ normalised_name('other_name') }} as high_key,
        decision
    from {{ ref('reviewed_matches') }}
    union
    select
        {{ normalised_name('department') }} as department_key,
        {{ normalised_name('other_name') }} as low_key,
        {{ normalised_name('name') }} as high_key,
        decision
    from {{ ref('reviewed_matches') }}
),

reviewed_pairs as (
    select
        low.scope_id,
        low.node_id as low_id,
        high.node_id as high_id,
        low.stands_in as low_stands_in,
        reviewed_names.decision
    from {{ names }} as low
    inner join reviewed_names
        on low.department_key = reviewed_names.department_key and low.name_key = reviewed_names.low_key
    inner join {{ names }} as high
        on low.scope_id = high.scope_id and high.name_key = reviewed_names.high_key
    where low.name_rank > high.name_rank and not list_has_any(low.stands_in, high.stands_in)
),

judged as (
    select
        coalesce(pairs.scope_id, reviewed_pairs.scope_id) as scope_id,
        coalesce(pairs.low_id, reviewed_pairs.low_id) as low_id,
        coalesce(pairs.high_id, reviewed_pairs.high_id) as high_id,
        coalesce(pairs.low_stands_in, reviewed_pairs.low_stands_in) as low_stands_in,
        coalesce(pairs.name_pct, 0) as name_pct,
        coalesce(pairs.text_pct, 0) as text_pct,
        coalesce(pairs.is_amount_equal, false) as is_amount_equal,
        coalesce(pairs.is_neighbour_equal, false) as is_neighbour_equal,
        coalesce(pairs.score, 0) as score,
        case reviewed_pairs.decision when 'same' then 2 when 'different' then 0 else 1 end as reviewed_rank
    from pairs
    full outer join reviewed_pairs
        on pairs.low_id = reviewed_pairs.low_id and pairs.high_id = reviewed_pairs.high_id
),

ranked as (
    select
        *,
        row_number() over (partition by low_id order by reviewed_rank desc, score desc, high_id) as place_of_high,
        row_number() over (
            partition by high_id, low_stands_in order by reviewed_rank desc, score desc, low_id
        ) as place_of_low
    from judged
),

one_to_one as (
    select
        *,
        reviewed_rank = 2
        or (reviewed_rank = 1 and score >= 60 and place_of_high = 1 and place_of_low = 1) as is_similar
    from ranked
)
{%- endmacro -%}
