-- The basic-expenditure form against the basic column of the general-budget form.
with

{{ form_identities('D09') }}

{{ form_operands('D09') }}
