-- One row a part: up to $part_size findings of a department and year, with the passages that their operands stand in.

with

finding as (
    select
        shown.department_id, shown.fiscal_year, shown.part, shown.number, shown.finding_id, shown.is_present,
        past.rule_id, past.severity, past.verdict, past.status, past.department, past.subject,
        past.stated_value, past.stated_unit, past.computed_value, past.computed_unit,
        past.quotes, past.message_zh, past.message_en, past.first_release_id, past.last_release_id,
        current_finding.* exclude (
            finding_id, rule_id, severity, verdict, status, department, fiscal_year, subject, document_id,
            stated_value, stated_unit, computed_value, computed_unit, quotes, locators, operand_fact_ids,
            message_zh, message_en, first_release_id, last_release_id
        )
    from web_finding as shown
    inner join web_batch using (department_id, fiscal_year, part)
    inner join marts.fct_finding_history as past on shown.finding_id = past.finding_id and past.is_current
    left join marts.fct_finding as current_finding on shown.finding_id = current_finding.finding_id
),

spans as (
    select
        finding_id,
        list({
            'status': status,
            'resolution': resolution,
            'severity': severity,
            'verdict': verdict,
            'from_release_id': from_release_id,
            -- A span that goes on ends with the release at hand, which the page itself knows.
            'to_release_id': case when not is_current then to_release_id end,
            'release_count': case when not is_current then release_count end
        } order by span_no) as content
    from marts.fct_finding_history
    where finding_id in (select finding_id from finding)
    group by finding_id
),

waivers as (
    select
        finding_id,
        list({
            'waiver_id': waiver_id,
            'state': state,
            'reason': reason,
            'owner': owner,
            'dated_on': cast(dated_on as varchar),
            'expires_on': cast(expires_on as varchar),
            'message_zh': message_zh,
            'message_en': message_en
        } order by dated_on, waiver_id) as content
    from marts.fct_waiver
    where finding_id in (select finding_id from finding)
    group by finding_id
),

operand as (
    select operand.* from web_operand as operand inner join web_batch using (department_id, fiscal_year, part)
),

operands as (
    select
        operand.finding_id,
        list({
            'document_id': operand.document_id,
            'quote': operand.quote,
            'block': operand.block,
            'table': operand.table_number,
            'row': operand."row",
            'col': operand.col,
            'start': operand."start",
            'end': operand."end",
            'page': operand.page,
            'sheet': operand.sheet,
            'measure': fact.measure,
            'aspect': fact.aspect,
            'breakdown': fact.breakdown,
            'item': fact.item,
            'subject': fact.subject,
            'stage': fact.stage,
            'fiscal_year': fact.fiscal_year,
            'value': fact.value,
            'unit': fact.unit,
            'base': digits(fact.value_base),
            'lower': digits(fact.lower),
            'upper': digits(fact.upper)
        } order by operand.number) as content
    from operand
    left join marts.fct_fact as fact using (fact_id)
    group by operand.finding_id
),

-- A finding follows from checks; those of them that are findings can be shown.
followed as (
    select finding_id, unnest(derived_from) as check_id from finding
),

follows as (
    select followed.finding_id, list(parent.finding_id order by parent.finding_id) as content
    from followed
    inner join marts.fct_finding as parent using (check_id)
    group by followed.finding_id
),

-- One figure whose correction would mend several checks, this one among them.
corrections as (
    select
        finding.finding_id,
        list({
            'quote': fact.quote,
            'printed': correction.printed_value,
            'corrected': correction.corrected_value,
            'unit': correction.unit,
            'mended': correction.mended_count,
            'broken': correction.newly_broken_count
        } order by correction.mended_count desc, correction.correction_id) as content
    from finding
    inner join marts.fct_correction as correction
        on finding.check_id is not null and list_contains(correction.mended_check_ids, finding.check_id)
    inner join marts.fct_fact as fact on correction.fact_id = fact.fact_id
    group by finding.finding_id
),

findings as (
    select
        finding.department_id,
        finding.fiscal_year,
        finding.part,
        map_from_entries(list((finding.finding_id, {
            'finding_id': finding.finding_id,
            'department_id': finding.department_id,
            'department': finding.department,
            'fiscal_year': finding.fiscal_year,
            'rule_id': finding.rule_id,
            'severity': finding.severity,
            'verdict': finding.verdict,
            'status': finding.status,
            'subject': finding.subject,
            'stated': concat(finding.stated_value, finding.stated_unit),
            'computed': digits(finding.computed_value),
            'lower': digits(finding.computed_lower),
            'upper': digits(finding.computed_upper),
            'unit': finding.computed_unit,
            'difference': digits(finding.difference),
            'message_zh': finding.message_zh,
            'message_en': finding.message_en,
            'reason': finding.reason,
            'assumption': finding.assumption,
            'follows': follows.content,
            'corrections': corrections.content,
            'is_present': finding.is_present,
            'quotes': finding.quotes,
            'suggested': finding.suggested_value,
            'note': {
                'decision': finding.note_decision,
                'opinion': finding.note_opinion,
                'reply': finding.note_reply,
                'owner': finding.note_owner,
                'dated_on': cast(finding.note_dated_on as varchar)
            },
            'first_release_id': finding.first_release_id,
            'last_release_id': case when not finding.is_present then finding.last_release_id end,
            'reopened': finding.reopened_count,
            'spans': spans.content,
            'waivers': waivers.content,
            'operands': operands.content
        }) order by finding.number)) as content
    from finding
    left join operands using (finding_id)
    left join follows using (finding_id)
    left join corrections using (finding_id)
    left join spans using (finding_id)
    left join waivers using (finding_id)
    group by finding.department_id, finding.fiscal_year, finding.part
),

shown_rows as (
    select distinct department_id, fiscal_year, part, document_id, block, unnest(
        case when "row" is null then [null] else ["row" - 1, "row", "row" + 1, 0, 1, 2] end
    ) as covered_row
    from operand
),

shown_passages as (
    select distinct shown_rows.department_id, shown_rows.fiscal_year, shown_rows.part, web_passage.passage_id
    from shown_rows
    inner join web_passage
        on
            shown_rows.document_id = web_passage.document_id
            and shown_rows.block = web_passage.block
            and shown_rows.covered_row is not distinct from web_passage.covered_row
),

blocks as (
    select
        shown_passages.department_id, shown_passages.fiscal_year, shown_passages.part,
        passage.document_id, passage.block,
        {
            'document_id': passage.document_id,
            'block': passage.block,
            'kind': any_value(passage.kind),
            'page': any_value(passage.page),
            'sheet': any_value(passage.sheet),
            'cells': list({
                'row': passage."row",
                'col': passage.col,
                'rowspan': passage.rowspan,
                'colspan': passage.colspan,
                'text': passage.text
            } order by passage."row", passage.col)
        } as content
    from shown_passages
    inner join marts.fct_passage as passage using (passage_id)
    group by
        shown_passages.department_id, shown_passages.fiscal_year, shown_passages.part,
        passage.document_id, passage.block
),

passages as (
    select department_id, fiscal_year, part, list(content order by document_id, block) as content
    from blocks
    group by department_id, fiscal_year, part
),

documents as (
    select department_id, fiscal_year, part, map_from_entries(list((document_id, document))) as content
    from (
        select distinct
            operand.department_id, operand.fiscal_year, operand.part, operand.document_id,
            {'path': document.path, 'title': document.title, 'kind': document.kind} as document
        from operand
        inner join marts.dim_document as document using (document_id)
        order by document_id
    )
    group by department_id, fiscal_year, part
)

select
    concat('details/', findings.department_id, '-', findings.fiscal_year, '-', findings.part) as name,
    to_json({
        'findings': findings.content,
        'passages': passages.content,
        'documents': documents.content
    }) as content
from findings
left join passages using (department_id, fiscal_year, part)
left join documents using (department_id, fiscal_year, part)
