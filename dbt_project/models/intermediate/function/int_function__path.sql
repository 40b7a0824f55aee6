-- Code of an item that a report names by its path (类/款/项) and not by code.
with

listed as (
    select
        code,
        path_zh
    from {{ ref('int_function__code') }}
),

-- 行政运行 and its like end in the same two digits under every group.
generic as (
    select
        item_group.code || suffixes.code as code,
        item_group.path_zh || '/' || suffixes.name_zh as path_zh
    from listed as item_group
    inner join {{ ref('function_generic_suffix') }} as suffixes on length(item_group.code) = 5
    where suffixes.code != '99'
)

select
    code,
    path_zh
from listed
union all
select
    generic.code,
    generic.path_zh
from generic
anti join listed on generic.code = listed.code or generic.path_zh = listed.path_zh
