-- The government-fund and state-capital forms against the appropriation form.
with

{{ form_identities('D11') }}

{{ form_operands('D11') }}
