-- The opening balance of a year against the closing balance of the year before, as that year's document gives it.
with

{{ link_identities('R26') }}

{{ link_operands('R26') }}
