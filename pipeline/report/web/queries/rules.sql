-- One row: the rules that have findings, in plain words.

select to_json(map_from_entries(list((rule_id, rule)))) as content
from (
    select rule_id, rule
    from marts.dim_rule as rule
    where rule_id in (select rule_id from web_finding)
    order by rule_id
)
