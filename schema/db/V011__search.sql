-- Search: one question to all records that have a name, a number or a way to reach somebody.

-- The words of a text that is normal already, each behind a space.
create function search_words(content text) returns text immutable strict parallel safe language sql
return ' ' || translate(content, '-./@_,()&+:;#', '             ');

-- The digits of a part that is written like a telephone number, without the sign or the two zeros of the
-- international form; null for any other part.
create function search_digits(part text) returns text immutable strict parallel safe language sql
return case when search_normal(part) ~ '^[+]?[0-9 ()./-]+$'
  then substring(regexp_replace(regexp_replace(search_normal(part), '[^0-9]', '', 'g'), '^00', '') from '^.{3,}$') end;

-- How well a record fits: 1 exactly, 2 from the beginning, 3 from the beginning of a word, 4 elsewhere. All texts are
-- normal already; contacts are separated by spaces; number and contacts may be empty, digits null.
create function search_rank(part text, digits text, title text, number text, contacts text) returns int
immutable parallel safe language sql
return case
  when part in (title, number) or part = any (string_to_array(contacts, ' '))
    or '+' || digits = any (string_to_array(contacts, ' ')) then 1
  when starts_with(title, part) or starts_with(number, part) or strpos(' ' || contacts, ' ' || part) > 0
    or strpos(contacts, '+' || digits) > 0 then 2
  when strpos(search_words(title || ' ' || number || ' ' || contacts), search_words(part)) > 0 then 3
  else 4 end;

-- The best records of the kinds asked for, live ones of the bound tenant only, best first; at most so many of each kind
-- and in all. A telephone number is also found by its digits, however they are grouped. Without contacts, the ways to
-- reach somebody neither find a record nor rank it.
--
-- Only the index on the grams may serve this, as in search_member.
create function search_all(part text, kinds text[], most int, contacts boolean default true)
returns table (kind text, id uuid, title text, rank int) stable security definer
set search_path = public, pg_temp set enable_seqscan = off set enable_indexscan = off language plpgsql as $$
declare
  wanted constant text := search_normal(part);
  pattern constant text := search_pattern(part);
  digits constant text := case when contacts then search_digits(part) end;
  grams constant text[] := tenant_grams(app_tenant(), part);
  digit_grams constant text[] := tenant_grams(app_tenant(), digits);
begin
  return query
  select f.kind, f.id, f.title, f.rank from (
    (select 'CUSTOMER' as kind, c.id, c.name as title,
        search_rank(wanted, digits, c.name_normal, lower(c.number),
          case when contacts then lower(c.contact_text) else '' end) as rank, c.updated_at as since
      from customer c
      where 'CUSTOMER' = any (kinds) and (c.tenant_id = app_tenant()) is true and c.archived_at is null
        and (tenant_grams(c.tenant_id, c.name || ' ' || c.number || ' ' || c.contact_text) @> grams
          or tenant_grams(c.tenant_id, c.name || ' ' || c.number || ' ' || c.contact_text) @> digit_grams)
        and (c.name_normal || ' ' || lower(c.number || case when contacts then ' ' || c.contact_text else '' end)
            like pattern
          or c.contact_text like '%' || digits || '%')
      order by 4, 5 desc, 2 desc limit most)
    union all
    (select 'CONTACT', c.id, c.name,
        search_rank(wanted, digits, c.name_normal, lower(c.number),
          case when contacts then lower(c.contact_text) else '' end), c.updated_at
      from contact c
      where 'CONTACT' = any (kinds) and (c.tenant_id = app_tenant()) is true and c.archived_at is null
        and (tenant_grams(c.tenant_id, c.name || ' ' || c.number || ' ' || c.contact_text) @> grams
          or tenant_grams(c.tenant_id, c.name || ' ' || c.number || ' ' || c.contact_text) @> digit_grams)
        and (c.name_normal || ' ' || lower(c.number || case when contacts then ' ' || c.contact_text else '' end)
            like pattern
          or c.contact_text like '%' || digits || '%')
      order by 4, 5 desc, 2 desc limit most)
    union all
    (select 'OPPORTUNITY', o.id, o.name, search_rank(wanted, digits, o.name_normal, lower(o.number), ''), o.updated_at
      from opportunity o
      where 'OPPORTUNITY' = any (kinds) and (o.tenant_id = app_tenant()) is true and o.archived_at is null
        and tenant_grams(o.tenant_id, o.name || ' ' || o.number) @> grams
        and o.name_normal || ' ' || lower(o.number) like pattern
      order by 4, 5 desc, 2 desc limit most)
    union all
    (select 'TICKET', t.id, t.subject, search_rank(wanted, digits, t.subject_normal, lower(t.number), ''), t.updated_at
      from ticket t
      where 'TICKET' = any (kinds) and (t.tenant_id = app_tenant()) is true
        and tenant_grams(t.tenant_id, t.subject || ' ' || t.number) @> grams
        and t.subject_normal || ' ' || lower(t.number) like pattern
      order by 4, 5 desc, 2 desc limit most)) f
  order by f.rank, f.since desc, f.kind, f.id desc limit most;
end
$$;
alter function search_all owner to rapport_definer;
revoke all on function search_all from public;
grant execute on function search_all to ${appRole};
