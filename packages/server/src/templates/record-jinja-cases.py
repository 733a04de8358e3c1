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
