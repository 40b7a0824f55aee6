-- Files of departments of which nothing has changed.

select department_id, concat('departments/', department_id, '-', fiscal_year) as name
from web_department_year
where department_id not in (select web_changed.department_id from web_changed)
union
select department_id, concat('details/', department_id, '-', fiscal_year, '-', part) as name
from web_finding
where department_id not in (select web_changed.department_id from web_changed)
order by name
