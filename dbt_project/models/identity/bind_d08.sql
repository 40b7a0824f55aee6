-- The general-budget form against the general column of the appropriation form.
with

{{ form_identities('D08') }}

{{ form_operands('D08') }}
