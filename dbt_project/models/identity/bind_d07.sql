-- The appropriation form against the receipts-and-payments form: the three appropriations.
with

{{ form_identities('D07') }}

{{ form_operands('D07') }}
