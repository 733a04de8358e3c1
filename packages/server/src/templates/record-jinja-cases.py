"""Writes jinja-cases.jsonl: templates, and what Prefect's own environment makes of them.

Run with the Python of a Prefect installation: python record-jinja-cases.py > jinja-cases.jsonl
"""

import json

from prefect.server.utilities.user_templates import (
    TemplateRenderError,
    render_user_template_sync,
)

CONTEXT = {
    "name": "Ada",
    "n": 3,
    "x": 2.0,
    "half": 2.5,
    "none": None,
    "yes": True,
    "empty": "",
    "text": "the quick  brown fox\njumps over",
    "words": ["pear", "apple", "Fig", "apple"],
    "numbers": [3, 1, 2],
    "d": {"b": 1, "a": {"c": [1, 2, {"z": "<&>'\""}]}, "items": "shadowed"},
    "people": [
        {"name": "Bo", "age": 30, "city": "X"},
        {"name": "al", "age": 25, "city": "Y"},
        {"name": "Cy", "age": 30, "city": "X"},
    ],
    "uni": "ünï😀",
}

EXPRESSIONS = """
name
n + 1
n / 2
n // 2
7 % 3
-7 // 2
-7 % 3
2 ** 10
2 ** -1
x
x * 2
half
1e3
1.5e-7
10000000000000000.0
n * 'ab'
'a' ~ 1 ~ none ~ true
true and false or 'z'
not n
n > 2 and n <= 3
1 < n < 5
'a' in 'cat'
'z' not in words
n in numbers
n == 3.0
[1, 'a', none, true, 2.0]
(1, 2)
(1,)
{'a': 1, 'b': [2]}
'it\\'s'
"it's"
['it\\'s', "say \\"hi\\""]
missing
missing.a.b.c
missing['a']
missing + 1
missing()
name.nope
name.upper()
name.__class__
''.__class__.__mro__
d.__init__
d.b
d['a'].c[2].z
d.a.c[-1]
d['items']
d.keys() | list
d.get('zzz', 5)
d.get('zzz')
words[1]
words[10]
words[1:3]
words[::-1]
words[-2:]
'hello'[1:3]
'hello'[::2]
text.split()
text.split(' ')
text.split(' ', 1)
'a,b,,c'.split(',')
'  pad '.strip() ~ '|'
'xxhixx'.strip('x')
'hello world'.title()
'hello'.replace('l', 'L', 1)
'hello'.startswith('he')
'hello'.find('l')
'a-b-c'.rsplit('-', 1)
'a=b=c'.partition('=')
'-'.join(words)
'{} and {}'.format(1, 'b')
'{0:>5}|{1:<4}|{2:^5}|{3:05d}|{4:.2f}|{5:,}'.format('a', 'b', 'c', 42, 3.14159, 1234567)
'{a}'.format(a=1)
'%s is %d and %.1f %5s|%-5s|%05d %%' % ('a', 3, 2.25, 'r', 'l', 7)
'%s' % 'one'
'abc'.zfill(6)
'7'.rjust(3, '0')
'abc'.isdigit()
'Hi'.swapcase()
words | join(', ')
words | sort | join
words | sort(case_sensitive=true) | join(' ')
words | sort(reverse=true) | join(' ')
words | unique | join(' ')
words | first
words | last
words | length
words | count
numbers | sum
numbers | max
numbers | min
numbers | sort
numbers | reverse | list
'abc' | reverse
people | map(attribute='name') | join(',')
people | sort(attribute='name') | map(attribute='name') | list
people | sort(attribute='age,name') | map(attribute='name') | list
people | selectattr('age', 'equalto', 30) | map(attribute='name') | list
people | rejectattr('age', 'gt', 26) | map(attribute='name') | list
people | sum(attribute='age')
people | groupby('city') | map('first') | list
numbers | select('odd') | list
numbers | reject('odd') | list
['a', 'b'] | map('upper') | list
numbers | map('string') | join('-')
numbers | batch(2) | list
numbers | batch(2, 0) | list
numbers | slice(2) | list
d | dictsort | map('first') | list
d.a | items | list
missing | default('x')
none | default('x')
'' | default('x', true)
none | d('x', true)
missing | length
missing | list
'3.7' | int
'abc' | int
'abc' | int(7)
'0x1F' | int(0, 16)
'3.7' | float
'z' | float
3.7 | int
2.567 | round
2.567 | round(2)
2.5 | round
3.5 | round
7 | round
2.1 | round(0, 'ceil')
-3 | abs
'hello world' | capitalize
'hello world-foo bar' | title
'HI' | lower
'hi' | upper
'  x ' | trim
'xxhixx' | trim('x')
'<a href="b">\\'&' | escape
'<p>Hi <b>there</b></p>' | striptags
'<b>' | safe
'hello world foo bar baz' | truncate(11)
'hello world foo bar baz' | truncate(11, true)
'hello world foo bar baz' | truncate(11, false, '!', 0)
'a\\nb' | indent
'a\\n\\nb' | indent(2, true)
'hi' | center(10) ~ '|'
'the quick brown fox jumps' | wordwrap(10)
'one two three' | wordcount
'a b&c/d?é' | urlencode
{'a': 1, 'b': 'x y'} | urlencode
1000 | filesizeformat
123456789 | filesizeformat
123456789 | filesizeformat(true)
'%s-%s' | format('a', 1)
d | tojson
d | tojson(indent=2)
uni | tojson
[1, 2.0, none, true, 'a\\nb'] | tojson
2.5 | tojson
missing | tojson
uni | upper
uni | length
words | string
n | string ~ n
yes | string
none | string
words is iterable
n is number
n is string
name is string
d is mapping
words is sequence
n is odd
n is even
n is divisibleby(3)
n is divisibleby 3
missing is defined
missing is undefined
none is none
true is true
true is boolean
n is integer
x is float
n is eq 3
n is gt(2)
'a' is in ['a', 'b']
'a' is lower
name is not none
upper is callable
'upper' is filter
'nope' is filter
n if yes else 'no'
n if not yes
range(3) | list
range(1, 10, 4) | list
range(101) | list
range(5, 0, -2) | list
dict(a=1)
1 is sameas 1
1 / 0
'a' + 1
1 + 'a'
words + [1]
name | nope
name is nope
name.nope()
words.append(1)
d.update({})
d.pop('b')
1 < 'a'
n()
[] | first
[] | max
'abc' | list
1000000 | humanize_intcomma
1234567 | humanize_naturalsize
1500 | humanize_naturalsize(binary=true)
3 | humanize_ordinal
112 | humanize_ordinal
1200000 | humanize_intword
3 | humanize_apnumber
65 | humanize_naturaldelta
90061 | humanize_naturaldelta
0 | humanize_naturaldelta
4000000 | humanize_naturaldelta
40000000 | humanize_naturaldelta
65 | humanize_naturaltime
65 | humanize_naturaltime(future=true)
'see http://example.com/a?b=1&c=2, ok' | urlize
'(http://example.com/a_(b)) and <https://x.org>.' | urlize
'www.example.com/path) WWW.EXAMPLE.COM example.com foo.museum example.com:8080/x' | urlize
'http://127.0.0.1:80/ http://[::1]/ http://localhost/x https://xn--bcher-kva.example' | urlize
'mail me@example.com, mailto:you@example.org or @not@this a:b@c.de' | urlize
'mailto:not an@address. www.a@b.com' | urlize
'http://example.com/abcdefghijklmnop' | urlize(10)
'http://example.com/abcdefghijklmnop' | urlize(-3)
'http://example.com' | urlize(nofollow=true)
'http://example.com' | urlize(nofollow=true, rel='zz external', target='_blank')
'http://example.com' | urlize(none, false, '"x"', '<y>')
'tel:+123 ftp://x.y git+ssh://h tel:' | urlize(extra_schemes=['tel:', 'ftp://', 'git+ssh://'])
'x' | urlize(extra_schemes=['t'])
'x' | urlize(extra_schemes='tel:')
'a <b> "q" & http://exa_mple.com/ünï' | urlize
'  http://a.bc\\n\\thttp://d.ef  ' | urlize
'((http://a.bc)) (((http://a.bc/x(y)z))))) &lt;http://a.bc&gt;' | urlize
'http://a.bc...' | urlize
'http://münchen.de x@münchen.de a@b.c-d.e a@b' | urlize
12 | urlize
none | urlize
missing | urlize
words | urlize
{'class': 'my list', 'id': 'list-1', 'gone': none, 'undefined': missing} | xmlattr
{'class': 'x'} | xmlattr(false)
{'class': 'x'} | xmlattr(autospace=false)
{'a': '<&>"', '"q"': 1, 'f': 2.0, 't': true} | xmlattr
{} | xmlattr
{'gone': none} | xmlattr
{'a b': none} | xmlattr
{'a b': 1} | xmlattr
{'a/b': 1} | xmlattr
{'a>b': 1} | xmlattr
{'a=b': 1} | xmlattr
{'a\\tb': 1} | xmlattr
{1: 2} | xmlattr
'abc' | xmlattr
missing | xmlattr
none | xmlattr
lipsum(0)
lipsum(0, false)
lipsum(-1)
lipsum(2, false, 0, 1)
lipsum(2, true, 0, 1)
lipsum(n=1, html=false, min=1, max=2) | wordcount
lipsum(3, false, 4, 5).split() | length
lipsum(3, min=4, max=5).startswith('<p>')
lipsum(1, false, 30, 31)[0] is upper
lipsum(1, false, 30, 31).endswith('.')
lipsum(min=5, max=5)
lipsum(1, min=9, max=3)
lipsum(4, false) .split('\\n\\n') | length
lipsum is callable
-1.5 | humanize_fractional
0.3 | humanize_fractional
1.3 | humanize_fractional
1 / 3 | humanize_fractional
(1 / 3) | humanize_fractional
3.14159265358979 | humanize_fractional
1 | humanize_fractional
0 | humanize_fractional
-4 | humanize_fractional
0.0001 | humanize_fractional
0.9999 | humanize_fractional
1.9999 | humanize_fractional
-0.3 | humanize_fractional
1e22 | humanize_fractional
'0.5' | humanize_fractional
' 1_0.25 ' | humanize_fractional
'ten' | humanize_fractional
'' | humanize_fractional
none | humanize_fractional
true | humanize_fractional
missing | humanize_fractional
words | humanize_fractional
'inf' | humanize_fractional
'-inf' | humanize_fractional
'nan' | humanize_fractional
0.3 | humanize_scientific
500 | humanize_scientific
-1000 | humanize_scientific
1000 | humanize_scientific(1)
2.5 | humanize_scientific(0)
3.5 | humanize_scientific(precision=0)
1.005e-7 | humanize_scientific(2)
0 | humanize_scientific
1e100 | humanize_scientific(3)
'99' | humanize_scientific
'foo' | humanize_scientific
none | humanize_scientific
'inf' | humanize_scientific
1 | humanize_scientific(-1)
1500 | humanize_metric('V')
2e8 | humanize_metric('W')
0.00022 | humanize_metric('F')
1e-14 | humanize_metric(precision=4)
1e40 | humanize_metric
1e40 | humanize_metric('V', 1)
1e-31 | humanize_metric('m')
0 | humanize_metric
0 | humanize_metric('V')
999.9 | humanize_metric
999999 | humanize_metric('B')
-1234567 | humanize_metric
12 | humanize_metric('°')
12345 | humanize_metric('°')
1 | humanize_metric('m', 0)
123456 | humanize_metric('m', 1)
999.999e30 | humanize_metric
true | humanize_metric
'1500' | humanize_metric('V')
none | humanize_metric
('inf' | float) | humanize_metric
1500 | humanize_metric(unit='V', precision=5)
0 | humanize_thousands_separator
0 | humanize_decimal_separator
0 | humanize_deactivate
'xx_YY' | humanize_activate
(65 | humanize_date_and_delta)[1]
(65.5 | humanize_date_and_delta)[1]
(66.5 | humanize_date_and_delta)[1]
(-65 | humanize_date_and_delta)[1]
(90061 | humanize_date_and_delta)[1]
'x' | humanize_date_and_delta
none | humanize_date_and_delta
missing | humanize_date_and_delta
(65 | humanize_date_and_delta)[1] | humanize_naturaldelta
(65 | humanize_date_and_delta)[0] | humanize_naturaltime
(65 | humanize_date_and_delta)[1] | humanize_naturaltime
(-65 | humanize_date_and_delta)[1] | humanize_naturaltime
(65 | humanize_date_and_delta)[1] | humanize_abs_timedelta
(0 | humanize_date_and_delta)[0] | humanize_naturalday
(86400 | humanize_date_and_delta)[0] | humanize_naturalday
(0 | humanize_date_and_delta)[0] | humanize_naturaldate
5 | humanize_abs_timedelta
'x' | humanize_abs_timedelta
'x' | humanize_naturalday
12 | humanize_naturalday
none | humanize_naturaldate
7000 | humanize_naturaldelta
5400 | humanize_naturaldelta
5401 | humanize_naturaldelta
3599 | humanize_naturaldelta
3570 | humanize_naturaldelta
86399 | humanize_naturaldelta
84600 | humanize_naturaldelta
1.4 | humanize_naturaldelta
0.5 | humanize_naturaldelta
0.5 | humanize_naturaldelta(minimum_unit='milliseconds')
0.0015 | humanize_naturaldelta(minimum_unit='milliseconds')
0.0005 | humanize_naturaldelta(minimum_unit='microseconds')
0.000001 | humanize_naturaldelta(minimum_unit='microseconds')
0.25 | humanize_naturaldelta(minimum_unit='microseconds')
0.001 | humanize_naturaldelta(minimum_unit='milliseconds')
5 | humanize_naturaldelta(minimum_unit='microseconds')
5 | humanize_naturaldelta(minimum_unit='minutes')
5 | humanize_naturaldelta(minimum_unit='nope')
-65 | humanize_naturaldelta
'65' | humanize_naturaldelta
'6.5' | humanize_naturaldelta
'x' | humanize_naturaldelta
none | humanize_naturaldelta
missing | humanize_naturaldelta
true | humanize_naturaldelta
1e300 | humanize_naturaldelta
86400 * 20 | humanize_naturaldelta
(86400 * 15) | humanize_naturaldelta
(86400 * 16) | humanize_naturaldelta
(86400 * 20) | humanize_naturaldelta(false)
(86400 * 46) | humanize_naturaldelta
(86400 * 360) | humanize_naturaldelta
(86400 * 364) | humanize_naturaldelta(months=false)
(86400 * 365) | humanize_naturaldelta
(86400 * 366) | humanize_naturaldelta
(86400 * 375) | humanize_naturaldelta
(86400 * 395) | humanize_naturaldelta
(86400 * 395) | humanize_naturaldelta(false)
(86400 * 440) | humanize_naturaldelta
(86400 * 729) | humanize_naturaldelta
(86400 * 731) | humanize_naturaldelta
(86400 * 365 * 1500) | humanize_naturaldelta
0 | humanize_naturaltime
5 | humanize_naturaltime
0.5 | humanize_naturaltime
0.4 | humanize_naturaltime(minimum_unit='milliseconds')
-5 | humanize_naturaltime
5 | humanize_naturaltime(true)
(86400 * 46) | humanize_naturaltime(false, false)
'x' | humanize_naturaltime
none | humanize_naturaltime
0 | humanize_precisedelta
1 | humanize_precisedelta
1.5 | humanize_precisedelta
33.123 | humanize_precisedelta
3633 | humanize_precisedelta
176433.123 | humanize_precisedelta
176433.123 | humanize_precisedelta(format='%0.4f')
176433.123 | humanize_precisedelta(minimum_unit='microseconds')
176433.123456 | humanize_precisedelta(minimum_unit='microseconds')
176433.123456 | humanize_precisedelta('milliseconds')
176433.123 | humanize_precisedelta(suppress=['days'])
90.0001 | humanize_precisedelta(suppress=['seconds', 'milliseconds', 'microseconds'])
1 | humanize_precisedelta(minimum_unit='minutes')
0.1 | humanize_precisedelta(minimum_unit='minutes')
59.999 | humanize_precisedelta
3599.999 | humanize_precisedelta
3599.999 | humanize_precisedelta(format='%d')
3599.999 | humanize_precisedelta(format='%.0f')
86399.9999 | humanize_precisedelta
(86400 * 30) | humanize_precisedelta
(86400 * 31) | humanize_precisedelta
(86400 * 61) | humanize_precisedelta
(86400 * 364.9) | humanize_precisedelta
(86400 * 365 * 1500) | humanize_precisedelta
(86400 * 365 * 1500.5) | humanize_precisedelta('years')
(86400 * 548) | humanize_precisedelta(minimum_unit='years')
(86400 * 548) | humanize_precisedelta(minimum_unit='months')
(86400 * 548.5) | humanize_precisedelta('days')
(86400 * 548.5) | humanize_precisedelta('hours', ['years', 'months'])
(86400 * 548.5) | humanize_precisedelta('days', 'x')
1.5 | humanize_precisedelta('minutes', suppress=['minutes', 'hours'])
5 | humanize_precisedelta('years', ['years'])
5 | humanize_precisedelta('nope')
5 | humanize_precisedelta(format='x')
5.25 | humanize_precisedelta(format='%0.1f')
5.35 | humanize_precisedelta(format='%0.1f')
-90 | humanize_precisedelta
(-90 | humanize_date_and_delta)[1] | humanize_precisedelta
'x' | humanize_precisedelta
none | humanize_precisedelta
missing | humanize_precisedelta
0.000001 | humanize_precisedelta('microseconds')
0.0015 | humanize_precisedelta('milliseconds')
1.0005 | humanize_precisedelta('milliseconds', ['seconds'])
999999 | humanize_naturalsize
1000 | humanize_naturalsize
1 | humanize_naturalsize
-1 | humanize_naturalsize
0 | humanize_naturalsize
999 | humanize_naturalsize
-4096 | humanize_naturalsize(true)
300 | humanize_naturalsize(false, true)
3000 | humanize_naturalsize(gnu=true)
3000 | humanize_naturalsize(false, true, '%.3f')
3000 | humanize_naturalsize(format='%.3f')
1048575 | humanize_naturalsize(true)
1e28 | humanize_naturalsize
3e34 | humanize_naturalsize
'3000' | humanize_naturalsize
'x' | humanize_naturalsize
none | humanize_naturalsize
1.5 | humanize_naturalsize
3000 | humanize_naturalsize(format='x')
1000000000 | humanize_naturalsize
1000000000000 | humanize_naturalsize
1e15 | humanize_naturalsize
1125899906842624 | humanize_naturalsize(true)
0 | humanize_ordinal
-1 | humanize_ordinal
-11 | humanize_ordinal
1002 | humanize_ordinal
103 | humanize_ordinal
2.9 | humanize_ordinal
'4' | humanize_ordinal
'4.5' | humanize_ordinal
'x' | humanize_ordinal
none | humanize_ordinal
true | humanize_ordinal
missing | humanize_ordinal
'inf' | humanize_ordinal
'nan' | humanize_ordinal
4 | humanize_ordinal(gender='female')
1000 | humanize_intcomma
-1234567.25 | humanize_intcomma
1234.5454545 | humanize_intcomma(2)
14308.4 | humanize_intcomma(1)
'14308.40' | humanize_intcomma(ndigits=1)
'1,234' | humanize_intcomma
'1000.50' | humanize_intcomma
'x1000' | humanize_intcomma
none | humanize_intcomma
words | humanize_intcomma
true | humanize_intcomma
'inf' | humanize_intcomma
1e16 | humanize_intcomma
1.5e-7 | humanize_intcomma
1e22 | humanize_intcomma
1000 | humanize_intcomma(0)
1000.5 | humanize_intcomma(0)
2.0 | humanize_intcomma
missing | humanize_intcomma
100 | humanize_intword
'12400' | humanize_intword
1000000 | humanize_intword
999999 | humanize_intword
-1200000000 | humanize_intword
1234000 | humanize_intword('%0.3f')
8100000000000000000000 | humanize_intword
1e33 | humanize_intword
1e100 | humanize_intword
1e99 | humanize_intword
'x' | humanize_intword
none | humanize_intword
1234.9 | humanize_intword
1234 | humanize_intword(format='x')
'inf' | humanize_intword
0 | humanize_apnumber
9 | humanize_apnumber
10 | humanize_apnumber
-1 | humanize_apnumber
3.7 | humanize_apnumber
'7' | humanize_apnumber
'foo' | humanize_apnumber
none | humanize_apnumber
true | humanize_apnumber
'nan' | humanize_apnumber
123.456 | humanize_clamp
0.0001 | humanize_clamp(floor=0.01)
0.0001 | humanize_clamp(0.01)
0.99 | humanize_clamp(format='{:.0%}', ceil=0.99)
0.999 | humanize_clamp(format='{:.0%}', ceil=0.99)
5 | humanize_clamp(floor=10, floor_token='under ')
50 | humanize_clamp(floor=10, ceil=20, ceil_token='over ')
5 | humanize_clamp(floor=0)
-5 | humanize_clamp(floor=0)
none | humanize_clamp
'x' | humanize_clamp
('inf' | float) | humanize_clamp
5 | humanize_clamp(format=7)
1 | filesizeformat
-5 | filesizeformat
999999 | filesizeformat
1e30 | filesizeformat
'2000' | filesizeformat
'x' | filesizeformat
none | filesizeformat
missing | float
missing | int
'1_000' | int
'nan' | float
'inf' | float
'1e3' | int
none | float
'0x1F' | float
'' | float
'1__0' | int
'inf' | filesizeformat
'-inf' | filesizeformat
'nan' | humanize_naturalsize
'inf' | humanize_naturalsize
'%.1f %e' % ('inf' | float, '-inf' | float)
('nan' | float) | humanize_naturaldelta
""".strip().split("\n")

TEMPLATES = [
    "plain",
    "no {{ name",
    "a {{ name }} b {{- name -}} c",
    "{% for w in words %}{{ loop.index }}{{ w }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "{% for k, v in d.a.items() %}{{ k }}={{ v }}{% endfor %}",
    "{% for k in d %}{{ k }};{% endfor %}",
    "{% for c in 'abc' %}{{ loop.cycle('x', 'y') }}{{ c }}{% endfor %}",
    "{% for i in [] %}a{% else %}none{% endfor %}",
    "{% for i in numbers if i > 1 %}{{ loop.length }}{{ i }}{% endfor %}",
    "{% for i in missing %}a{% else %}b{% endfor %}",
    "{% for a, b in [(1, 2), (3, 4)] %}{{ a + b }} {% endfor %}",
    "{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}",
    "{% for i in 3 %}{% endfor %}",
    "{% for p in people | groupby('city') %}{{ p.grouper }}{{ p.list | length }}{% endfor %}",
    "{% for city, items in people | groupby('city') %}{{ city }}{{ items | length }}{% endfor %}",
    "{% if n == 1 %}1{% elif n == 3 %}3{% else %}x{% endif %}",
    "{% set a = 1 %}{% if true %}{% set a = 2 %}{% endif %}{{ a }}",
    "{% set a = 1 %}{% for i in numbers %}{% set a = i %}{% endfor %}{{ a }}",
    "{% set ns = namespace(t=0) %}{% for i in numbers %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set body %}x{{ n }}{% endset %}[{{ body }}]",
    "{% set body | upper %}x{{ n }}{% endset %}[{{ body }}]",
    "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% macro f(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ f(1) }} {{ f(1, b=3) }} {{ f() }}",
    "{% macro f() %}<{{ caller() }}>{% endmacro %}{% call f() %}in{% endcall %}",
    "{% filter upper %}abc {{ name }}{% endfilter %}",
    "{% filter upper | replace('A', '*') %}abc{% endfilter %}",
    "{% raw %}{{ x }}{% endraw %}",
    "a{# comment #}b",
    "{% for i in [[1, [2]], 3] recursive %}{% if i is iterable %}({{ loop(i) }}){% else %}{{ i }}{% endif %}{% endfor %}",
    "line\n{% if true %}\n  yes\n{% endif %}\nend\n",
    "{%- if true -%} x {%- endif -%} ",
    "{% include 'x' %}",
    "{{ loop }}",
    "{% for i in range(3) %}{{ loop.revindex }}{{ loop.first }}{{ loop.previtem }}{{ loop.nextitem }} {% endfor %}",
    "{% for i in [1, 1, 2] %}{{ loop.changed(i) }} {% endfor %}",
    "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}",
    "{% set j = joiner('; ') %}{{ j() }}a{{ j() }}b",
    "{% print n, name %}",
    "{{ 'a' if missing }}|",
    "{{ {'k': n}['k'] }}",
    "{{ not missing and 'ok' }}",
    "{{ ('a', 'b') | join }}",
    "{{ words | map('length') | list }}",
    "{{ [1,2] == [1,2] }} {{ (1,) == [1] }} {{ {'a':1} == {'a':1.0} }}",
    "{{ 'x' * 3 }}{{ 2 * [0] }}",
    "{{ -n }} {{ +n }} {{ -(-n) }}",
    "{{ n | string | int + 1 }}",
    "{{ d.a['c'][2]['z'] | e }}",
    "{% set v = none %}{{ v }}|{{ [v, none] }}|{{ {'k': none}['k'] }}|{{ {'k': none}.k }}",
    "{% set a = 1 %}{% with a = none %}{{ a }}{% endwith %}",
    "{% macro f(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ f(none, none) }} {{ f(a=none) }}",
    "{% for i in [none, 1] %}{{ i }}{{ loop.previtem }} {% endfor %}",
    "{{ [none] | first }} {{ [none] | last }} {{ missing | default(none) }} {{ {'k': none}.get('k', 1) }}",
    "{{ '' + '' }}|{{ '' * 3 }}|{{ 'a' * 0 }}|{{ [] + [] }}|{{ 0 * [1] }}",
    "{{ 'a' * 1.5 }}",
    "{{ x[1:] }}|{{ none[:1] }}|{{ d[1:] }}",
    "{{ 'false' | int(7, 16) }} {{ '0xff' | int(0, 16) }} {{ '-1_0' | int(0, 2) }} {{ '12' | int(7, 2) }}",
    "{{ n | urlencode }} {{ none | urlencode }} {{ 2.5 | urlencode }}",
    "[{{ 'None' | center(9) }}] [{{ 'None' | center(8) }}] [{{ 'Non' | center(8) }}]",
    "{{ uni[-1] }}{{ uni[3] }}",
    "{{ words | truncate(9) }} {{ '%s' % words | length }} {{ 'a' % [] }}",
]


def main() -> None:
    templates = ["{{ " + expression + " }}" for expression in EXPRESSIONS] + TEMPLATES
    print(json.dumps({"context": CONTEXT}))
    for template in templates:
        case = {"template": template}
        try:
            case["text"] = render_user_template_sync(template, CONTEXT)
        except TemplateRenderError as error:
            case["error"] = type(error.error).__name__
            case["message"] = str(error.error)
        print(json.dumps(case))


main()
