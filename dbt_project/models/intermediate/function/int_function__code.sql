-- Function classes (类) and the usual groups (款) and items (项), with the path by which reports name an item.
with

codes as (
    select * from {{ ref('function_class_2024') }}
    union all
    select * from {{ ref('function_items_common_2024') }}
)

select
    codes.code,
    codes.name_zh,
    codes.name_en,
    codes.level,
    nullif(codes.parent, '') as parent_code,
    concat_ws(
        '/',
        classes.name_zh,
        item_group.name_zh,
        codes.name_zh
    ) as path_zh,
    codes.verified,
    nullif(codes.source, '') as source -- noqa: RF04
from codes
left join codes as classes on length(codes.code) > 3 and left(codes.code, 3) = classes.code
left join codes as item_group on length(codes.code) > 5 and left(codes.code, 5) = item_group.code
