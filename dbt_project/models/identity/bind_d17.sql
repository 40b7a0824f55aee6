-- A figure of the narrative against the form that prints it.
with

{{ form_identities('D17') }}

{{ form_operands('D17') }}
