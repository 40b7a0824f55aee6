-- A printed functional code and its name against the classification of its year, and its class against the classes of
-- expenditure that the document lists.
with

printed as (
    select
        document_id,
        fact_id,
        fiscal_year,
        item_code,
        place_no,
        case
            when row_no is not null then item_key
            else {{ normalised_name("regexp_extract(quote, item_code || '[^\\d，。；、]*')") }}
        end as name_text
    from (
        select
            facts.*,
            {{ place_number('block_no', 'row_no', 'col_no', 'char_start') }} as place_no,
            -- Forms that print codes print those of items too; elsewhere the code was looked up by the name.
            bool_or(length(item_code) > 3 and breakdown like '%function_item%')
                over (partition by document_id, block_no) as has_codes
        from {{ ref('stg_raw__fact') }} as facts
        where item_code is not null
    ) as coded
    where
        regexp_full_match(item_code, '2\d{2}(\d{2}(\d{2})?)?')
        and (
            (row_no is not null and has_codes and breakdown in ('function', 'function_group', 'function_item'))
            or (row_no is null and contains(quote, item_code))
        )
),

names as (
    select
        document_id,
        item_code,
        trim(regexp_replace(replace(name_text, item_code, ''), '[类款项]$|[\d.,]+(万|亿)?元?$', ''), '-—、.:：') as name_key,
        any_value(fiscal_year) as fiscal_year,
        arg_min(fact_id, place_no) as fact_id
    from printed
    group by document_id, item_code, name_key
),

codes as (
    select
        code,
        {{ normalised_name('name_zh') }} as name_key,
        name_zh,
        verified = 'source' as is_verified
    from {{ ref('int_function__code') }}
),

-- 01, 02, 03, 50 and 99 mean the same under every group.
generic_suffixes as (
    select
        code as suffix_code,
        {{ normalised_name('name_zh') }} as name_key,
        name_zh
    from {{ ref('function_generic_suffix') }}
),

compared as (
    select
        names.*,
        coalesce(codes.name_zh, generic_suffixes.name_zh) as listed_name,
        coalesce(codes.is_verified, false) as is_verified,
        classes.code is not null as is_class_known,
        codes.code is not null or (parents.code is not null and generic_suffixes.suffix_code is not null) as is_listed,
        -- 「支出」 at the end of a name is left out as often as not.
        case
            when codes.code is not null
                then regexp_replace(names.name_key, '支出$', '') = regexp_replace(codes.name_key, '支出$', '')
            when generic_suffixes.suffix_code = '99' then names.name_key like '其他%'
            else names.name_key = generic_suffixes.name_key
        end as is_named_alike,
        -- A name that the layout cut or to which an aside was added.
        contains(names.name_key, codes.name_key) or contains(codes.name_key, names.name_key) as is_partly_alike
    from names
    left join codes on names.item_code = codes.code
    left join codes as classes on left(names.item_code, 3) = classes.code
    left join codes as parents on length(names.item_code) = 7 and left(names.item_code, 5) = parents.code
    left join generic_suffixes
        on length(names.item_code) = 7
            and right(names.item_code, 2) = generic_suffixes.suffix_code
            and codes.code is null
    where names.name_key <> ''
),

judged as (
    select
        {{ bound_identity_id('R56', "fact_id || '|' || item_code") }} as identity_id,
        document_id,
        concat(item_code, name_key) as subject,
        fiscal_year,
        is_class_known and is_named_alike as holds,
        is_class_known and is_partly_alike as is_partly_alike,
        coalesce(fiscal_year <> 2024, true) as is_other_year,
        case
            when is_verified and is_class_known and coalesce(fiscal_year = 2024, false) then 'error'
            when is_class_known then 'info'
            else 'warn'
        end as severity_cap,
        case
            when not is_class_known then concat('科目表没有类级代码 ', left(item_code, 3))
            when is_named_alike then concat('科目表中 ', item_code, ' 为「', name_key, '」')
            else concat(item_code, ' 在科目表中为「', listed_name, '」，此处为「', name_key, '」')
        end as explanation_zh,
        case
            when not is_class_known then concat('The classification has no class ', left(item_code, 3))
            when is_named_alike then concat('In the classification ', item_code, ' is "', name_key, '"')
            else concat(item_code, ' is "', listed_name, '" in the classification, here it is "', name_key, '"')
        end as explanation_en,
        -- The figure beside the code shows where it stands; nothing is asked of its value.
        [{{ operand('context', 'fact_id') }}] as operands
    from compared
    where is_listed or not is_class_known
),

-- The classes by which a document lists its expenditure: at least two, or it does not list them.
listed_classes as (
    select
        document_id,
        list(distinct item_code) as class_codes
    from {{ ref('stg_raw__fact') }}
    where
        length(item_code) = 3
        and breakdown = 'function'
        and measure in ('expenditure', 'expenditure_total')
        and value_base <> 0
    group by document_id
    having count(distinct item_code) >= 2
),

classed as (
    select
        names.document_id,
        any_value(names.fiscal_year) as fiscal_year,
        list(distinct left(names.item_code, 3) order by left(names.item_code, 3)) filter (
            where not list_contains(listed_classes.class_codes, left(names.item_code, 3))
        ) as stray_classes,
        coalesce(
            list({{ operand('context', 'names.fact_id') }} order by names.item_code) filter (
                where not list_contains(listed_classes.class_codes, left(names.item_code, 3))
            ),
            list({{ operand('context', 'names.fact_id') }} order by names.item_code)[1:1]
        ) as operands
    from names
    inner join listed_classes on names.document_id = listed_classes.document_id
    where length(names.item_code) > 3 and left(names.item_code, 3) in (select codes.code from codes)
    group by names.document_id
),

matched_classes as (
    select
        {{ bound_identity_id('R56', "'classes|' || document_id") }} as identity_id,
        document_id,
        '科目所属的类' as subject,
        fiscal_year,
        stray_classes is null as holds,
        case
            when stray_classes is null then '各科目所属的类都在所列支出之中'
            else concat('科目属于 ', array_to_string(stray_classes, '、'), ' 类，文中按类列出的支出没有这一类')
        end as explanation_zh,
        case
            when stray_classes is null then 'The class of each code is among the classes of expenditure that are listed'
            else concat(
                    'A code is of class ', array_to_string(stray_classes, ', '), ', which the list of expenditure lacks'
                )
        end as explanation_en,
        operands
    from classed
),

-- The list kept here is not complete below the classes: what it lacks is one question that cannot be answered.
unlisted as (
    select
        {{ bound_identity_id('R56', 'document_id') }} as identity_id,
        document_id,
        concat('未收录的科目代码 ', string_agg(item_code, '、' order by item_code)) as subject,
        any_value(fiscal_year) as fiscal_year,
        list_append(
            list({{ operand('stated', 'fact_id') }} order by item_code),
            {{ missing_operand('base', "'本项目代码表收录的科目 / an entry in the list of codes kept here'") }}
        ) as operands
    from compared
    where is_class_known and not is_listed
    group by document_id
)

{{
    unnested_operands(
        'judged',
        'R56',
        form="'logical'",
        holds='holds',
        broken_verdict="case when is_partly_alike or is_other_year then 'ambiguous' else 'inconsistent' end",
        severity_cap='severity_cap',
        assumption="case when is_other_year then '核对所用的是2024年的科目表 / The list used is that of 2024' when is_partly_alike "
        ~ "then '名称可能被截断或加了注 / The name may have been cut or annotated' end",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
union all by name
{{ unnested_operands('unlisted', 'R56', form="'logical'") }}
union all by name
{{
    unnested_operands(
        'matched_classes',
        'R56',
        form="'logical'",
        holds='holds',
        broken_verdict="'ambiguous'",
        severity_cap="'info'",
        assumption="'文中按类列出的支出就是全部支出 / The classes that the document lists are all its expenditure'",
        explanation_zh='explanation_zh',
        explanation_en='explanation_en'
    )
}}
