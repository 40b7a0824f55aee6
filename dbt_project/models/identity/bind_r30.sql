-- One thing that is counted by two targets of the goal table has one target.
with

{{ same_count('R30', "reference.source_kind = 'indicator' and other.source_kind = 'indicator'") }}
