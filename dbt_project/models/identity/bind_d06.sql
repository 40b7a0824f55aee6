-- The expenditure form against the receipts-and-payments form: total and functions.
with

{{ form_identities('D06') }}

{{ form_operands('D06') }}
