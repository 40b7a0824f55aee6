-- One row a chunk of the list of findings, the gravest first; columns apart, because names repeated a thousand times weigh.

select
    'findings/' || chunk as name,
    to_json({
        'finding_id': list(finding_id order by number),
        'department_id': list(department_id order by number),
        'fiscal_year': list(fiscal_year order by number),
        'rule_id': list(rule_id order by number),
        'severity': list(severity order by number),
        'verdict': list(verdict order by number),
        'status': list(status order by number),
        'subject': list(subject order by number),
        'stated': list(stated order by number),
        'computed': list(computed order by number),
        'part': list(part order by number)
    }) as content
from web_finding
group by chunk
order by chunk
