-- The project-expenditure form against the project column of the general-budget form.
with

{{ form_identities('D10') }}

{{ form_operands('D10') }}
