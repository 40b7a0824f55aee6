{#- A broken check names its quotes, and one that could not be evaluated its reason: silence helps nobody. -#}
{% test check_speaks(model) %}
select *
from {{ model }}
where
    (verdict in ('inconsistent', 'ambiguous', 'rounding') and len(quotes) = 0)
    or (verdict = 'not_evaluated' and reason is null)
    or message_zh = ''
    or message_en = ''
{% endtest %}
