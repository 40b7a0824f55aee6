{#- The point of the budget cycle that a stage belongs to: budget, outturn, or NULL where the document does not say. -#}
{%- macro stage_class(stage) -%}
    case
        when {{ stage }} in ('original_budget', 'revised_budget', 'budget', 'target') then 'budget'
        when {{ stage }} in ('outturn', 'final_outturn') then 'outturn'
    end
{%- endmacro -%}
