-- What tasks, projects and cost indicators count of a thing is what its target says, or else what the first one says.
with

{{ same_count('R31', "other.source_kind <> 'indicator'", "alike.source_kind <> 'indicator'") }}
