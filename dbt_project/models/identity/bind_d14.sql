-- The detailed forms by economic classification against the forms by function.
with

{{ form_identities('D14') }}

{{ form_operands('D14') }}
