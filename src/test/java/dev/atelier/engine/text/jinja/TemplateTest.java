package dev.atelier.engine.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected texts are what Jinja2 3.1 prints with trim_blocks and lstrip_blocks. */
class TemplateTest {
    private static final Map<String, Object> VARIABLES = Map.of(
            "s", "Hello World", "n", 7, "l", List.of(3, 1, 2), "d", Map.of("k", "v"), "rows", List.of(Map.of("a", 1), Map.of("a", 2), Map.of("b", 0)),
            "f", 0.1, "html", "<a href=\"x\">'&'</a>");

    private static String render(String template) {
        return Template.parse(template).render(VARIABLES, LocalDateTime.of(2024, 7, 6, 9, 5, 3), 1 << 20, Duration.ofSeconds(5)).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\u00a6',
            quoteCharacter = '`',
            textBlock = """
            {{ 1 + 2 * 3 ** 2 }} {{ (1 + 2) * 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 / 2 }} {{ -7 % 3 }} \u00a6 19 9 3 -4 3.5 2
            {{ 'a' ~ 1 ~ none ~ true }}{{ 'a' + 'b' * 3 }} \u00a6 a1NoneTrueabbb
            {{ 1 == 1.0 }} {{ 'a' < 'b' }} {{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ not 1 }} {{ not not 1 }} \u00a6 True True True False False True
            {{ 'lo' in s }} {{ 4 not in l }} {{ 'k' in d }} {{ 'v' in d }} \u00a6 True True True False
            {{ s[0] }}{{ s[-1] }} {{ s[1:3] }} {{ s[:-6] }} {{ s[::-1] }} {{ l[::-1] }} {{ l[5:] }} {{ l[-2:] }} \u00a6 Hd el Hello dlroW olleH [2, 1, 3] [] [1, 2]
            {{ s.split()[1] }} {{ s.split('o') }} {{ s.split('o', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} \u00a6 World ['Hell', ' W', 'rld'] ['Hell', ' World'] ['a,b', 'c']
            {{ s.upper() }} {{ s.lower() }} {{ s.replace('l', 'L') }} {{ s.replace('l', 'L', 1) }} {{ 'ab cd'.title() }} \u00a6 HELLO WORLD hello world HeLLo WorLd HeLlo World Ab Cd
            {{ s.startswith('Hel') }} {{ s.endswith(('x', 'ld')) }} {{ s.find('o') }} {{ s.count('l') }} \u00a6 True True 4 3
            [{{ '  a '.strip() }}][{{ '--a-'.lstrip('-') }}][{{ 'a\\n\\n'.rstrip('\\n') }}] \u00a6 [a][a-][a]
            {{ d.items() | list | length }} {{ d.get('x', 'y') }} {{ d.get('x') }} {{ d['k'] }} {{ d.k }} [{{ d.x }}] \u00a6 1 y None v v []
            {{ x is defined }} {{ x is not defined }} {{ s is string and n is number }} {{ d is mapping }} {{ none is none }} {{ n is divisibleby 7 }} {{ n is odd }} \u00a6 False True True True True True True
            {{ x | default('z') }} {{ '' | default('z') }} {{ '' | default('z', true) }} {{ x.y if x is defined else 'no' }} \u00a6 z  z no
            {{ l | sort | join(', ') }} {{ l | first }} {{ l | last }} {{ l | length }} {{ l | sum }} {{ l | max }} {{ l | reverse | list }} \u00a6 1, 2, 3 3 2 3 6 3 [2, 1, 3]
            {{ rows | selectattr('a', 'defined') | map(attribute='a') | list }} {{ rows | rejectattr('a') | list }} {{ rows | selectattr('a', 'equalto', 2) | list | length }} \u00a6 [1, 2] [{'b': 0}] 1
            {{ ['a', 'b'] | map('upper') | join }} {{ l | select('gt', 1) | list }} {{ l | reject('equalto', 1) | list }} {{ [1, 1, 2] | unique | list }} \u00a6 AB [3, 2] [3, 2] [1, 2]
            {{ d | tojson }} {{ [1, 1.5, 'caf\u00e9\\n', none, true, {}] | tojson }} {{ [] | tojson(indent=2) }} \u00a6 {"k": "v"} [1, 1.5, "caf\u00e9\\n", null, true, {}] []
            {{ f + 0.2 }} {{ 1e20 }} {{ 1e-7 }} {{ 100.0 }} {{ 3 | float }} {{ '7.9' | int }} {{ 2.567 | round(2) }} {{ 'x' | int(5) }} \u00a6 0.30000000000000004 1e+20 1e-07 100.0 3.0 7 2.57 5
            {{ [1, 'a', none, true, 1.0, {'a': [2]}] }} \u00a6 [1, 'a', None, True, 1.0, {'a': [2]}]
            {{ 'a' if n > 5 else 'b' }}{{ 'c' if n > 9 }} {{ (1, 2)[1] }} {{ range(3) | list }} {{ range(1, 6, 2) | list }} \u00a6 a 2 [0, 1, 2] [1, 3, 5]
            {{ html | e }} {{ html }} \u00a6 &lt;a href=&#34;x&#34;&gt;&#39;&amp;&#39;&lt;/a&gt; <a href="x">'&'</a>
            {{ '%s-%05d-%.2f%%' | format('a', 42, 1.5) }} {{ 'x' | center(5) }}. {{ '{1} {0}'.format('a', 'b') }} \u00a6 a-00042-1.50%   x  . b a
            {{ strftime_now('%d %b %Y %H:%M:%S %A %-d %%') }} \u00a6 06 Jul 2024 09:05:03 Saturday 6 %
            {{ 'a' 'b' }}{{ "\\u00e9\\x41\\t|" }} {{ '\\d' }} \u00a6 ab\u00e9A\t| \\d
            {%- set ns = namespace(x=1) -%}{%- for i in l -%}{%- set ns.x = ns.x + i -%}{%- set y = i -%}{%- endfor -%}{{ ns.x }}{{ y is defined }} \u00a6 7False
            {%- for i in l if i > 1 -%}{{ loop.index }}/{{ loop.length }}:{{ i }}{{ ',' if not loop.last }}{%- else -%}none{%- endfor -%} \u00a6 1/2:3,2/2:2
            {%- for i in [] -%}x{%- else -%}none{%- endfor -%}{%- for k, v in d.items() -%}{{ k }}={{ v }}{%- endfor -%} \u00a6 nonek=v
            {%- for i in range(9) -%}{%- if i == 1 -%}{%- continue -%}{%- elif i == 4 -%}{%- break -%}{%- endif -%}{{ i }}{%- endfor -%} \u00a6 023
            {%- for i in l -%}{{ loop.previtem | default('-') }}{{ loop.nextitem | default('-') }}{{ loop.cycle('a', 'b') }}{{ loop.revindex0 }} {% endfor -%} \u00a6 -1a2 32b1 1-a0
            {%- macro m(a, b='x') -%}{{ a }}{{ b }}{{ caller() if caller }}{%- endmacro -%}{{ m(1) }}{{ m(1, b=2) }}{% call m(3) %}!{% endcall %} \u00a6 1x123x!
            {%- set t -%} a {{ n }} {%- endset -%}[{{ t }}]{% filter upper %}b{% endfilter %}{% with q = 2 %}{{ q }}{% endwith %}{% raw %}{{ x }}{% endraw %} \u00a6 [a 7]B2{{ x }}
            {%- for i in [[1, [2]], 3] recursive -%}{{ loop(i) if i is iterable else i }}{%- endfor -%} \u00a6 123
            {%- set a, b = 1, 2 -%}{{ a + b }}{{- '' -}} {#- c -#} {{ {'a': {'b': [5]}}.a.b[0] }} \u00a6 35
            """)
    void prints(String template, String expected) {
        assertThat(render(template).strip()).isEqualTo(expected.replace("\\t", "\t").replace("\\d", "\\d"));
    }

    @Test
    void whitespaceAroundTags() {
        assertThat(render("a\n  {% if true %}\n  b\n  {% endif %}\nc\n")).isEqualTo("a\n  b\nc");
        assertThat(render("a\n  {%+ if true %}\n  b\n  {%- endif +%}\nc")).isEqualTo("a\n    b\nc");
        assertThat(render("a {% if true %} b {% endif %} c")).isEqualTo("a  b  c");
        assertThat(render("  {# c #}\n  x {{- 1 -}}  y\n\n")).isEqualTo("  x1y\n");
        assertThat(render("a\r\n{% if true %}\r\nb{% endif %}")).isEqualTo("a\nb");
    }

    @Test
    void jsonIsIndentedAsPythonDoes() {
        assertThat(render("{{ {'a': [1, {'b': none}], 'c': {}} | tojson(indent=4) }}"))
                .isEqualTo("{\n    \"a\": [\n        1,\n        {\n            \"b\": null\n        }\n    ],\n    \"c\": {}\n}");
    }

    @Test
    void generationBlocksAreLocated() {
        var output = Template.parse("x{% for i in l %}{% generation %}{{ i }};{% endgeneration %}.{% endfor %}")
                .render(VARIABLES, LocalDateTime.MIN, 1000, Duration.ofSeconds(5));
        assertThat(output.text()).isEqualTo("x3;.1;.2;.");
        assertThat(output.generations()).containsExactly(new int[] {1, 3}, new int[] {4, 6}, new int[] {7, 9});
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{{ x.y }}", "{{ x() }}", "{{ x + 1 }}", "{{ 'a' + 1 }}", "{{ 1 / 0 }}", "{{ 9223372036854775807 + 1 }}", "{{ s.getClass() }}", "{{ s.class.name() }}",
        "{{ s | nofilter }}", "{{ s is notest }}", "{{ l.append(1) }}", "{{ d.update({}) }}", "{{ s.__class__.__mro__[1] }}", "{% set n.x = 1 %}", "{% for a, b in l %}{% endfor %}",
        "{{ ''.join(1) }}", "{{ s[::0] }}", "{{ 1 < 'a' }}", "{{ [] | tojson(indent='a') }}", "{{ range }}{{ range | tojson }}"
    })
    void mistakesAreNamedWithTheirLine(String template) {
        assertThatThrownBy(() -> render("\n" + template)).isInstanceOf(JinjaException.class).hasMessageStartingWith("line 2 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{{", "{{ 1", "{{ }}", "{% if %}", "{% if 1 %}", "{% for in l %}{% endfor %}", "{# x", "{% raw %}", "{% unknown %}", "{% break %}", "{% endif %}", "{{ 'a }}", "{{ 1 2 }}", "{{ a..b }}",
        "{{ (1 }}", "{{ {1} }}", "{{ $ }}", "{% include 'x' %}", "{% import 'x' as y %}", "{% extends 'x' %}", "{{ 99999999999999999999 }}", "{% macro %}{% endmacro %}"
    })
    void whatIsNoTemplate(String template) {
        assertThatThrownBy(() -> Template.parse(template)).isInstanceOf(JinjaException.class).hasMessageStartingWith("line 1 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{% for i in range(1000000000) %}{% endfor %}",
        "{% for i in range(100000) %}{% for j in range(100000) %}{% for k in range(100000) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(s='xxxxxxxxxx') %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{{ 'x' * 1000000000000 }}",
        "{{ 'x'.ljust(1000000000) }}{{ 'x' | center(1000000000) }}",
        "{{ '%999999999s' | format('a') }}{{ '%9999s' | format('a') | replace('', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ range(10 ** 9) }}", "{{ range(0, 9223372036854775807, 9223372036854775806) | length }}{{ range(100001) }}",
        "{% set x = 'a ' * 500000 %}{% for i in range(100000) %}{% set y = x.split() %}{% endfor %}",
        "{% set x = 'ab' * 500000 %}{% for i in range(100000) %}{% set y = x.rsplit('b', 1000000) %}{% endfor %}",
        "{% set x = 'a' * 1000000 %}{{ x.find('a' * 500000 ~ 'b') }}", "{% set x = 'a' * 1000000 %}{{ ('a' * 500000 ~ 'b') in x }}",
        "{% set x = 'a' * 1000000 %}{{ x.count('a' * 500000 ~ 'b') }}{{ x | replace('a' * 500000 ~ 'b', '') }}",
        "{% set a = 'x' * 1000000 %}{% set b = 'x' * 999999 ~ 'x' %}{% for i in range(100000) %}{{ '' if a == b }}{% endfor %}",
        "{% set ns = namespace(l=[]) %}{% for i in range(100000) %}{% set ns.l = [('x' * 100000) | upper, ns.l] %}{% endfor %}",
        "{% set ns = namespace(l=[]) %}{% for i in range(100000) %}{% set ns.l = [('xy' * 10000) | list, ns.l] %}{% endfor %}",
        "{% set ns = namespace(l=[]) %}{% for i in range(100000) %}{% set ns.l = [range(10000), ns.l] %}{% endfor %}",
        "{% for a in range(100000) recursive %}{{ loop(range(100000)) }}{% endfor %}",
        "{% macro m(n) %}{{ m(n + 1) ~ m(n + 2) }}{% endmacro %}{{ m(0) }}",
        "{% set ns = namespace(a=1) %}{% set ns.a = ns %}{{ ns }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ {ns.l: 1} }}"
    })
    void templatesThatWouldTakeEverythingAreStopped(String template) {
        var parsed = Template.parse(template);
        assertThatThrownBy(() -> parsed.render(VARIABLES, LocalDateTime.MIN, 1 << 20, Duration.ofMillis(300))).isInstanceOf(JinjaException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{{ '", "{% if 1 %}", "not ", "-", "{% for i in l %}"})
    void deepNestingDoesNotOverflow(String piece) {
        var text = piece.startsWith("{") ? piece.repeat(50_000) : "{{ " + piece.repeat(50_000) + "1";
        assertThatThrownBy(() -> Template.parse(text)).isInstanceOf(JinjaException.class);
        var chain = "{{ 1" + " + 1".repeat(100_000) + " }}";
        var parsed = Template.parse(chain);
        assertThatThrownBy(() -> parsed.render(VARIABLES, LocalDateTime.MIN, 1 << 20, Duration.ofSeconds(5))).isInstanceOf(JinjaException.class);
    }

    /** Java's own exceptions for what Python would refuse otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{{ [1, 2, 3][2:9223372036854775807:9223372036854775807] }}{{ 'a'.format() }}{{ '{99999999999}'.format('a') }}", "{{ {1: 2, 'a': 3} | tojson(sort_keys=true) }}", "{{ -9223372036854775808 | abs }}",
        "{{ 'abc'[1:2:0] }}", "{{ [3, 'a', 1] | sort }}", "{{ 'x' * -9223372036854775808 }}{{ 2 ** 99 }}"
    })
    void noOtherExceptionEscapes(String template) {
        try {
            Template.parse(template).render(VARIABLES, LocalDateTime.MIN, 1 << 20, Duration.ofSeconds(2));
        } catch (JinjaException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
        }
    }

    /** What a template reaches is the conversation, the filters and the methods of plain data: nothing of the machine. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{{ ''.getClass() }}", "{{ ''.class.forName('java.lang.Runtime') }}", "{{ [].__class__.__base__.__subclasses__() }}", "{{ range.__globals__.os }}", "{{ self._TemplateReference__context.x }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ open('/etc/passwd') }}", "{{ d | attr('getClass') | attr('getName') }}{{ d.getClass() }}", "{{ import('os') }}"
    })
    void nothingOfTheMachineIsReached(String template) {
        assertThatThrownBy(() -> render(template)).isInstanceOf(JinjaException.class);
    }

    @Test
    void raisedByTheTemplateItself() {
        assertThatThrownBy(() -> render("{{ raise_exception('no ' ~ n) }}")).isInstanceOf(JinjaException.class).hasMessage("no 7");
    }

    @Test
    void aTemplateIsSafeForSeveralThreads() {
        var template = Template.parse("{% set ns = namespace(x=0) %}{% for i in range(100) %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}");
        var texts = new ArrayList<String>();
        List.of(1, 2, 3, 4).parallelStream().map(_ -> template.render(Map.of(), LocalDateTime.MIN, 1000, Duration.ofSeconds(5)).text()).forEachOrdered(texts::add);
        assertThat(texts).containsOnly("4950");
    }
}
