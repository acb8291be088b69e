#include "pipeline/index/index_definition.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using Kind = Normalisation::Kind;

IndexDefinition loaded(const std::string& text)
{
    const TemporaryFolder folder;
    return IndexDefinition::load(folder.write("index.toml", text));
}

std::string refusal(const std::string& text)
{
    const TemporaryFolder folder;
    const std::string file = folder.write("index.toml", text);
    const std::string message = refusal_of([&] { IndexDefinition::load(file); });
    if (message == "accepted") {
        return message;
    }
    EXPECT_THAT(message, StartsWith(file)) << "the message begins with the file";
    return message.substr(std::min(message.size(), file.size()));
}

const std::string head = "[index]\nname = \"mine\"\ntitle = \"Mine\"\nyear = 2019\n";

std::string named(
    const std::string& kind, const std::string& code, double weight, const std::string& more = "")
{
    return "[[" + kind + "]]\ncode = \"" + code + "\"\nname = { zh = \"" + code + "\", en = \""
        + code + "\" }\nweight = " + std::to_string(weight) + "\n" + more;
}

std::string domain(const std::string& code, double weight, const std::string& more = "")
{
    return named("domain", code, weight, more);
}

/// An indicator with a column and goalposts.
std::string indicator(const std::string& code, double weight, const std::string& more = "")
{
    return named("indicator", code, weight,
        "unit = \"1\"\ndirection = \"more\"\ncolumn = \"x\"\nnormalisation = { goalposts = [0, 1] "
        "}\n"
            + more);
}

/// The only indicator of an index, of which the test says the rest.
std::string only(const std::string& body)
{
    return head + named("indicator", "1", 1.0, body);
}

IndicatorMethod method_of(const std::string& normalisation, const std::string& more = "")
{
    return loaded(only("unit = \"1\"\ndirection = \"less\"\ncolumn = \"x\"\nnormalisation = "
                      + normalisation + "\n" + more))
        .methods[0];
}

std::string method_refusal(const std::string& normalisation, const std::string& more = "")
{
    return refusal(only("unit = \"1\"\ndirection = \"less\"\ncolumn = \"x\"\nnormalisation = "
        + normalisation + "\n" + more));
}

TEST(IndexDefinition, ReadsTheWhitePapersIndex)
{
    const IndexDefinition index
        = IndexDefinition::load(CITYFLUX_SOURCE_DIR "/config/index/double-carbon-2022.toml");
    EXPECT_EQ(index.name, "double-carbon-2022");
    EXPECT_EQ(index.year, 2019);
    EXPECT_EQ(index.cut_off, "2021-12-31");
    ASSERT_EQ(index.nodes.size(), 25u) << "the root, 4 domains, 20 indicators";
    EXPECT_EQ(index.methods.size(), 20u);
    EXPECT_EQ(index.sources.size(), 20u);
    EXPECT_EQ(index.labels.size(), 25u);
    EXPECT_EQ(index.nodes[0].children.size(), 4u);
    const std::size_t counts[] = { 5, 3, 5, 7 };
    for (std::size_t i = 0; i < 4; ++i) {
        const IndexNode& node = index.nodes[index.nodes[0].children[i]];
        EXPECT_EQ(node.children.size(), counts[i]);
        for (const std::size_t child : node.children) {
            EXPECT_FALSE(index.labels[child].name_zh.empty());
            EXPECT_FALSE(index.labels[child].name_en.empty());
            EXPECT_THAT(index.labels[child].reason, HasSubstr("ours"))
                << "the paper prints no weights";
        }
    }
    const IndicatorMethod& intensity = index.methods[index.nodes[index.node_of("1.1")].indicator];
    EXPECT_EQ(intensity.direction, Direction::less_is_better);
    EXPECT_EQ(intensity.normalisation.kind, Kind::benchmark);
    EXPECT_EQ(intensity.normalisation.target, 0.27);
    const IndicatorSource& source = index.sources[index.nodes[index.node_of("1.1")].indicator];
    ASSERT_EQ(source.inputs.size(), 2u);
    EXPECT_EQ(source.inputs[0].name, "co2");
    EXPECT_EQ(source.inputs[0].variable, "CO2");
    EXPECT_THAT(source.inputs[0].years, ElementsAre(2019, 2018, 2017));
    EXPECT_EQ(source.inputs[1].unit, "10^8 CNY");
    EXPECT_THAT(source.inputs[1].years, ElementsAre(2019));
    const IndicatorSource& plan = index.sources[index.nodes[index.node_of("3.2")].indicator];
    EXPECT_EQ(plan.kind, IndicatorSource::Kind::policy_register);
    EXPECT_TRUE(plan.rule.best_only);
    EXPECT_EQ(index.doubts.draws, 10000u);
    EXPECT_THAT(index.doubts.normalisations, ElementsAre(Kind::min_max, Kind::percentile_rank));
}

TEST(IndexDefinition, HangsATreeOfAnyDepth)
{
    const IndexDefinition index = loaded(head
        // Out of order on purpose: a child before its parent.
        + domain("A.1.a", 0.25, "parent = \"A.1\"\n") + domain("A", 0.5)
        + domain("A.1", 1.0, "parent = \"A\"\n") + indicator("deep", 1.0, "domain = \"A.1.a\"\n")
        + indicator("middle", 0.75, "domain = \"A.1\"\n") + indicator("flat", 0.5));
    std::vector<std::string> codes;
    for (const NodeLabel& label : index.labels) {
        codes.push_back(label.code);
    }
    EXPECT_THAT(codes, ElementsAre("mine", "A", "A.1", "A.1.a", "deep", "middle", "flat"));
    EXPECT_EQ(index.nodes[0].parent, IndexNode::nowhere);
    EXPECT_THAT(index.nodes[0].children, ElementsAre(1, 6));
    EXPECT_THAT(index.nodes[2].children, ElementsAre(3, 5));
    for (std::size_t node = 1; node < index.nodes.size(); ++node) {
        EXPECT_LT(index.nodes[node].parent, node) << "parents before children";
    }
    EXPECT_EQ(index.nodes[4].indicator, 0u) << "indicators in the order of the file";
    EXPECT_EQ(index.nodes[6].indicator, 2u);
    EXPECT_EQ(index.nodes[1].indicator, IndexNode::nowhere);
}

TEST(IndexDefinition, Domain_InheritsMeanAndThreshold)
{
    const IndexDefinition index = loaded(head + "mean = \"geometric\"\nmost_missing = 0.25\n"
        + domain("A", 0.5) + domain("B", 0.5, "mean = \"harmonic\"\nmost_missing = 0\n")
        + indicator("1", 1.0, "domain = \"A\"\n") + indicator("2", 1.0, "domain = \"B\"\n"));
    EXPECT_EQ(index.nodes[0].mean, Mean::geometric);
    EXPECT_EQ(index.nodes[index.node_of("A")].mean, Mean::geometric);
    EXPECT_EQ(index.nodes[index.node_of("A")].most_missing, 0.25);
    EXPECT_EQ(index.nodes[index.node_of("B")].mean, Mean::harmonic);
    EXPECT_EQ(index.nodes[index.node_of("B")].most_missing, 0.0);
}

TEST(IndexDefinition, ReadsEveryNormalisation)
{
    const Normalisation posts
        = method_of("{ goalposts = [-1, 2.5], cut = false, points = [1, 10] }").normalisation;
    EXPECT_EQ(posts.kind, Kind::goalposts);
    EXPECT_EQ(posts.lower, -1.0);
    EXPECT_EQ(posts.upper, 2.5);
    EXPECT_FALSE(posts.cut);
    EXPECT_EQ(posts.least_points, 1.0);
    EXPECT_EQ(posts.most_points, 10.0);
    EXPECT_EQ(method_of("{ min_max = true }").normalisation.kind, Kind::min_max);
    const Normalisation z = method_of("{ z_score = [50, 10] }").normalisation;
    EXPECT_EQ(z.kind, Kind::z_score);
    EXPECT_EQ(z.mean, 50.0);
    EXPECT_EQ(z.deviation, 10.0);
    EXPECT_EQ(method_of("{ percentile_rank = true }").normalisation.kind, Kind::percentile_rank);
    EXPECT_EQ(method_of("{ borda = true }").normalisation.kind, Kind::borda);
    EXPECT_EQ(method_of("{ rank = true }").normalisation.kind, Kind::rank);
    EXPECT_EQ(method_of("{ distance_to_target = 4 }").normalisation.kind, Kind::distance_to_target);
    EXPECT_EQ(method_of("{ distance_to_target = 4 }").normalisation.target, 4.0);
    EXPECT_EQ(method_of("{ distance_to_reference = \"上海\" }").normalisation.kind,
        Kind::distance_to_reference);
    EXPECT_EQ(
        method_of("{ distance_to_reference = \"上海\" }").normalisation.reference_city, "上海");
    EXPECT_EQ(
        method_of("{ distance_to_maximum = true }").normalisation.kind, Kind::distance_to_maximum);
    EXPECT_EQ(
        method_of("{ fraction_of_maximum = true }").normalisation.kind, Kind::fraction_of_maximum);
    EXPECT_EQ(method_of("{ benchmark = 0.25 }").normalisation.kind, Kind::benchmark);
    EXPECT_EQ(method_of("{ benchmark = 0.25 }").normalisation.target, 0.25);
    EXPECT_EQ(method_of("{ none = true }").normalisation.kind, Kind::none);
    EXPECT_EQ(method_of("{ none = true }").direction, Direction::less_is_better);
}

TEST(IndexDefinition, ReadsEveryTreatmentAndMissingRule)
{
    const std::string posts = "{ goalposts = [1, 2] }";
    EXPECT_EQ(method_of(posts).treatment, Treatment {});
    EXPECT_EQ(method_of(posts, "treatment = { none = true }\n").treatment, Treatment {});
    EXPECT_EQ(method_of(posts, "treatment = { winsorise = [0.05, 0.9] }\n").treatment,
        (Treatment { .kind = Treatment::Kind::winsorise, .lower = 0.05, .upper = 0.9 }));
    EXPECT_EQ(method_of(posts, "treatment = { tukey = 3 }\n").treatment,
        (Treatment { .kind = Treatment::Kind::tukey, .fences = 3.0 }));
    EXPECT_EQ(method_of(posts, "treatment = { log = 1 }\n").treatment,
        (Treatment { .kind = Treatment::Kind::log, .offset = 1.0 }));
    EXPECT_EQ(method_of(posts).missing, MissingRule::leave_out);
    EXPECT_EQ(method_of(posts, "missing = \"leave-out\"\n").missing, MissingRule::leave_out);
    EXPECT_EQ(method_of(posts, "missing = \"median\"\n").missing, MissingRule::median);
    EXPECT_EQ(method_of(posts, "missing = \"least\"\n").missing, MissingRule::least);
}

TEST(IndexDefinition, Column_IsAnExpressionOfItself)
{
    const std::string posts = "direction = \"more\"\nnormalisation = { goalposts = [0, 1] }\n";
    const IndicatorSource source = loaded(
        only(posts
            + "unit = \"ug m-3\"\ncolumn = \"pm25\"\noffset = [0, -1]\nscope = \"city limits\"\n"))
                                       .sources[0];
    EXPECT_EQ(source.kind, IndicatorSource::Kind::expression);
    EXPECT_EQ(source.expression, "pm25");
    ASSERT_EQ(source.inputs.size(), 1u);
    EXPECT_EQ(source.inputs[0].name, "pm25");
    EXPECT_EQ(source.inputs[0].variable, "pm25");
    EXPECT_EQ(source.inputs[0].unit, "ug m-3");
    EXPECT_EQ(source.inputs[0].scope, "city limits");
    EXPECT_THAT(source.inputs[0].years, ElementsAre(2019, 2018));
    const IndicatorSource chinese
        = loaded(only(posts + "unit = \"1\"\ncolumn = \"绿色建筑\"\nyears = 2020\n")).sources[0];
    EXPECT_EQ(chinese.expression, "value");
    EXPECT_EQ(chinese.inputs[0].name, "value");
    EXPECT_EQ(chinese.inputs[0].variable, "绿色建筑");
    EXPECT_THAT(chinese.inputs[0].years, ElementsAre(2020));
}

TEST(IndexDefinition, ReadsExpressions)
{
    const IndicatorSource source = loaded(only(R"(unit = "%"
direction = "less"
normalisation = { goalposts = [-10, 10] }
expression = "1.5e2 * log10(new / old) * _pi"
inputs = { new = { variable = "CO2", unit = "t", inventory = "CEADs", sector = "total" }, old = { variable = "CO2", unit = "t", offset = -1 } }
)"))
                                       .sources[0];
    ASSERT_EQ(source.inputs.size(), 2u);
    EXPECT_EQ(source.inputs[0].name, "new");
    EXPECT_EQ(source.inputs[0].inventory, "CEADs");
    EXPECT_EQ(source.inputs[0].sector, "total");
    EXPECT_THAT(source.inputs[0].years, ElementsAre(2019));
    EXPECT_EQ(source.inputs[1].name, "old");
    EXPECT_THAT(source.inputs[1].years, ElementsAre(2018));
}

TEST(IndexDefinition, ReadsCategoriesAndRegisters)
{
    const IndexDefinition index = loaded(only("column = \"law\"\ncategories = [[\"in force\", "
                                              "100], [\"draft\", 40.5]]\nmissing = \"least\"\n"));
    EXPECT_EQ(index.sources[0].kind, IndicatorSource::Kind::categories);
    EXPECT_THAT(index.sources[0].categories, ElementsAre("in force", "draft"));
    EXPECT_EQ(index.sources[0].inputs[0].variable, "law");
    EXPECT_EQ(index.methods[0].normalisation.kind, Kind::categories);
    EXPECT_THAT(index.methods[0].normalisation.points, ElementsAre(100.0, 40.5));
    EXPECT_EQ(index.methods[0].missing, MissingRule::least);
    const IndicatorSource source = loaded(only(R"(unit = "1"
policy_register = { levels = { national = 3, municipal = 0.5 }, other = 0, best_only = true, most = 6 }
normalisation = { goalposts = [0, 6] }
)"))
                                       .sources[0];
    EXPECT_EQ(source.kind, IndicatorSource::Kind::policy_register);
    EXPECT_THAT(source.rule.points_by_level,
        testing::UnorderedElementsAre(
            testing::Pair("national", 3.0), testing::Pair("municipal", 0.5)));
    EXPECT_EQ(source.rule.other, 0.0);
    EXPECT_TRUE(source.rule.best_only);
    EXPECT_EQ(source.rule.most, 6.0);
}

TEST(IndexDefinition, Robustness_IsRead)
{
    const DoubtfulChoices doubts = loaded(head + indicator("1", 1.0) + R"([robustness]
draws = 500
seed = 7
weight_spread = 0.1
normalisations = ["z_score", "min_max"]
treatments = [{ none = true }, { tukey = 3 }]
missing_rules = ["median"]
means = ["geometric", "harmonic"]
intervals = false
)")
                                       .doubts;
    EXPECT_EQ(doubts.draws, 500u);
    EXPECT_EQ(doubts.seed, 7u);
    EXPECT_EQ(doubts.weight_spread, 0.1);
    EXPECT_THAT(doubts.normalisations, ElementsAre(Kind::z_score, Kind::min_max));
    ASSERT_EQ(doubts.treatments.size(), 2u);
    EXPECT_EQ(doubts.treatments[1].fences, 3.0);
    EXPECT_THAT(doubts.missing_rules, ElementsAre(MissingRule::median));
    EXPECT_THAT(doubts.means, ElementsAre(Mean::geometric, Mean::harmonic));
    EXPECT_FALSE(doubts.intervals);
    EXPECT_EQ(loaded(head + indicator("1", 1.0)).doubts.draws, 1000u);
}

TEST(IndexDefinition, FindsNodesByCode)
{
    const IndexDefinition index = loaded(head + indicator("1.1", 0.5) + indicator("1.2", 0.5));
    EXPECT_EQ(index.node_of("mine"), 0u);
    EXPECT_EQ(index.node_of("1.2"), 2u);
    EXPECT_THAT(refusal_of([&] { index.node_of("1.3"); }),
        HasSubstr("index.toml: unknown domain or indicator '1.3' (did you mean '1.1' or '1.2'"));
}

// ------------------------------------------------------------------------------------------------
// refusals

TEST(IndexDefinition, WrongWeightSum_IsRefused)
{
    EXPECT_THAT(refusal(head + indicator("1.1", 0.5) + indicator("1.2", 0.4)),
        HasSubstr(":1: [index]: inconsistent weights of its children: they sum to 0.9, not to 1 "
                  "(1.1 0.5, 1.2 0.4)"));
    const std::string below = refusal(head + domain("A", 1.0)
        + indicator("1.1", 0.7, "domain = \"A\"\n") + indicator("1.2", 0.7, "domain = \"A\"\n"));
    EXPECT_THAT(below,
        HasSubstr(":5: domain A: inconsistent weights of its children: they sum to 1.4, not to 1 "
                  "(1.1 0.7, 1.2 0.7)"));
    const auto with = [](const std::string& third) {
        return refusal(head + indicator("1", 0.333333) + indicator("2", 0.333333)
            + "[[indicator]]\ncode = \"3\"\nweight = " + third
            + "\nname = { zh = \"3\", en = \"3\" }\nunit = \"1\"\ndirection = \"more\"\ncolumn = "
              "\"x\"\nnormalisation = { rank "
              "= true }\n");
    };
    EXPECT_EQ(with("0.333334"), "accepted");
    EXPECT_EQ(with("0.3333340009"), "accepted") << "9e-10 beyond";
    EXPECT_THAT(with("0.3333340011"), HasSubstr("they sum to 1.0000000011, not to 1"))
        << "1.1e-9 beyond";
    EXPECT_THAT(refusal(head + indicator("1", -0.5) + indicator("2", 0.5)),
        HasSubstr("'weight' of indicator 1: out of range: -0.5 (allowed: 0 to 1)"));
    EXPECT_THAT(refusal(head + indicator("1", 1.5)),
        HasSubstr("'weight' of indicator 1: out of range: 1.5 (allowed: 0 to 1)"));
}

TEST(IndexDefinition, InvalidTree_IsRefused)
{
    EXPECT_THAT(refusal(head),
        HasSubstr(":1: [index]: missing indicators below it; add some, or leave it out"));
    EXPECT_THAT(refusal(head + domain("A", 0.5) + indicator("1", 0.5)),
        HasSubstr(":5: domain A: missing indicators below it"));
    EXPECT_THAT(refusal(head + domain("Level", 1.0) + indicator("1", 1.0, "domain = \"Levle\"\n")),
        HasSubstr("indicator 1: unknown domain 'Levle' (did you mean 'Level'?), domains: Level"));
    EXPECT_THAT(refusal(head + domain("A", 1.0, "parent = \"B\"\n")
                    + domain("B", 1.0, "parent = \"A\"\n") + indicator("1", 1.0)),
        HasSubstr(":5: domain A: inconsistent parents: 'B' leads to a cycle that never reaches the "
                  "index; "
                  "remove the parent of one domain of the cycle"));
    EXPECT_THAT(refusal(head + domain("A", 1.0, "parent = \"A\"\n") + indicator("1", 1.0)),
        HasSubstr("domain A: inconsistent parents: 'A' leads to a cycle"));
    EXPECT_THAT(refusal(head + indicator("1", 0.5) + indicator("1", 0.5)),
        HasSubstr("indicator 1: duplicate code '1', also of indicator 1 (line 5); choose another "
                  "code for one of "
                  "them"));
    EXPECT_THAT(refusal(head + domain("a", 1.0) + indicator("A", 1.0, "domain = \"a\"\n")),
        HasSubstr("indicator A: duplicate code 'A', also of domain a (line 5)"));
    EXPECT_THAT(refusal(head + indicator("mine", 1.0)),
        HasSubstr("duplicate code 'mine', the name of the index; choose another code"));
    EXPECT_THAT(refusal(head + indicator("1", 0.5, "domain = \"2\"\n") + indicator("2", 0.5)),
        HasSubstr("indicator 1: unknown domain '2'"))
        << "an indicator is not a domain";
}

TEST(IndexDefinition, RefusesKeysThatItDoesNotKnow)
{
    EXPECT_THAT(refusal(head + "cutoff = \"2021-12-31\"\n" + indicator("1", 1.0)),
        HasSubstr(
            ":5: unknown key 'index.cutoff' (did you mean 'cut_off'?); use one of the keys of "
            "[index]: name, title, year"));
    EXPECT_THAT(refusal(head + indicator("1", 1.0, "treatmnt = { tukey = 1 }\n")),
        HasSubstr(
            "unknown key 'treatmnt' of indicator 1 (did you mean 'treatment'?); use one of the "
            "keys of indicator 1: code"));
    EXPECT_THAT(refusal(head + indicator("1", 1.0) + "[robust]\n"),
        HasSubstr(
            "unknown key 'robust' (did you mean 'robustness'?); use one of the keys of the top "
            "of the index: index, domain"));
    EXPECT_THAT(refusal(head + indicator("1", 1.0) + "[robustness]\ndraw = 3\n"),
        HasSubstr("unknown key 'robustness.draw'"));
    EXPECT_THAT(method_refusal("{ goalpost = [0, 1] }"),
        HasSubstr(
            "unknown key 'normalisation.goalpost' of indicator 1 (did you mean 'goalposts'?)"));
}

TEST(IndexDefinition, MissingKey_IsRefused)
{
    EXPECT_THAT(refusal(""), HasSubstr("missing key 'index'; give it a table [index]"));
    EXPECT_THAT(refusal("[index]\nname = \"mine\"\ntitle = \"Mine\"\n"),
        HasSubstr("missing key 'index.year'; give it the year that the index is about"));
    EXPECT_THAT(refusal(head + "[[indicator]]\nweight = 1\n"),
        HasSubstr("missing key 'code' of [[indicator]] number 1"));
    EXPECT_THAT(refusal(only("unit = \"1\"\ncolumn = \"x\"\nnormalisation = { rank = true }\n")),
        HasSubstr("missing key 'direction' of indicator 1; give it \"more\" or \"less\""));
    EXPECT_THAT(refusal(only("unit = \"1\"\ndirection = \"more\"\ncolumn = \"x\"\n")),
        HasSubstr("missing key 'normalisation' of indicator 1; give it a method"));
    EXPECT_THAT(
        refusal(only("unit = \"1\"\ndirection = \"more\"\nnormalisation = { rank = true }\n")),
        HasSubstr("indicator 1: missing key; give it one of column, expression, policy_register"));
    EXPECT_THAT(refusal(head + indicator("1", 1.0, "policy_register = {}\n")),
        HasSubstr("indicator 1: conflicting keys column and policy_register"));
}

TEST(IndexDefinition, InvalidNormalisation_IsRefused)
{
    EXPECT_THAT(method_refusal("{ goalposts = [2, 2] }"),
        HasSubstr("'normalisation.goalposts' of indicator 1: [2, 2] is not a pair of goalposts; "
                  "write two "
                  "different numbers, the lower first whatever the direction, e.g. [0, 100]"));
    EXPECT_THAT(
        method_refusal("{ goalposts = [3, 2] }"), HasSubstr("[3, 2] is not a pair of goalposts"));
    EXPECT_THAT(method_refusal("{ goalposts = [3] }"),
        HasSubstr("invalid number of entries: 1; write two numbers"));
    EXPECT_THAT(
        method_refusal("{ goalposts = [0, inf] }"), HasSubstr("inf is not a finite number"));
    EXPECT_THAT(method_refusal("{ goalposts = true }"),
        HasSubstr("invalid type: true or false; write a list of two numbers"));
    EXPECT_THAT(method_refusal("{ goalposts = [0, 1], rank = true }"),
        HasSubstr("conflicting keys goalposts and rank"));
    EXPECT_THAT(method_refusal("{ }"), HasSubstr("missing key; give it one of goalposts, min_max"));
    EXPECT_THAT(method_refusal("{ min_max = false }"),
        HasSubstr("'normalisation.min_max' of indicator 1: invalid value false"));
    EXPECT_THAT(method_refusal("{ min_max = true, cut = true }"),
        HasSubstr("unused key: min_max never leaves its span"));
    EXPECT_THAT(method_refusal("{ rank = true, points = [0, 1] }"),
        HasSubstr("unused key: rank has no span"));
    EXPECT_THAT(method_refusal("{ min_max = true, points = [1, 0] }"),
        HasSubstr("[1, 0] is not a span of points; write the least points first, e.g. [0, 100]"));
    EXPECT_THAT(method_refusal("{ z_score = [0, 0] }"),
        HasSubstr("standard deviation out of range: 0 in [0, 0] (must be positive); write the mean "
                  "and the standard "
                  "deviation of points, e.g. [50, 15]"));
    EXPECT_THAT(method_refusal("{ benchmark = 0 }"),
        HasSubstr(
            "benchmark out of range: 0 (must be positive, because points are a ratio to it)"));
    const std::string posts = "{ goalposts = [0, 1] }";
    EXPECT_THAT(method_refusal(posts, "treatment = { winsorise = [0.1, 1.1] }\n"),
        HasSubstr("[0.1, 1.1] is not a pair of quantiles from 0 to 1; write two quantiles, the "
                  "lower first, e.g. "
                  "[0.05, 0.95]"));
    EXPECT_THAT(method_refusal(posts, "treatment = { winsorise = [0.9, 0.1] }\n"),
        HasSubstr("[0.9, 0.1] is not a pair of quantiles"));
    EXPECT_THAT(method_refusal(posts, "treatment = { tukey = -1 }\n"),
        HasSubstr("fences out of range: -1 (allowed: 0 or more interquartile ranges); write their "
                  "distance, e.g. "
                  "Tukey's 1.5"));
    EXPECT_THAT(method_refusal(posts, "treatment = { tukey = 1, log = 0 }\n"),
        HasSubstr("conflicting keys tukey and log"));
    EXPECT_THAT(method_refusal(posts, "treatment = { log = 0 }\n"),
        HasSubstr("'normalisation' of indicator 1: bound out of range: 0 has no logarithm with the "
                  "offset 0; move the "
                  "bound, or use another treatment"));
    EXPECT_THAT(method_refusal("{ benchmark = 2 }", "treatment = { log = 0 }\n"),
        HasSubstr("conflicting benchmark and logarithm: a ratio of logarithms is undefined; use "
                  "goalposts, or another "
                  "treatment"));
    EXPECT_THAT(method_refusal(posts, "missing = \"zero\"\n"),
        HasSubstr("unknown value \"zero\" (allowed: \"leave-out\", \"median\", \"least\")"));
}

TEST(IndexDefinition, InvalidSource_IsRefused)
{
    const std::string posts
        = "unit = \"1\"\ndirection = \"more\"\nnormalisation = { goalposts = [0, 1] }\n";
    const auto expression = [&](const std::string& text, const std::string& inputs) {
        return refusal(
            only(posts + "expression = \"" + text + "\"\ninputs = { " + inputs + " }\n"));
    };
    EXPECT_THAT(expression("co2 / gpd", "co2 = { unit = \"t\" }, gdp = { unit = \"1\" }"),
        HasSubstr(
            "unknown name 'gpd' (did you mean 'gdp'?), inputs: co2, gdp; add it to the inputs"));
    EXPECT_THAT(expression("co2", "co2 = { unit = \"t\" }, gdp = { unit = \"1\" }"),
        HasSubstr(
            "'inputs.gdp' of indicator 1: unused input of the expression \"co2\"; leave it out"));
    EXPECT_THAT(
        expression("co2", "co2 = { }"), HasSubstr("missing key 'inputs.co2.unit' of indicator 1"));
    EXPECT_THAT(expression("co2", "co2 = { unit = \"t\", years = [2019], offset = -1 }"),
        HasSubstr("conflicting keys offset and years; keep one"));
    EXPECT_THAT(expression("co2", "co2 = { unit = \"t\", years = [2019, 2019] }"),
        HasSubstr("duplicate year 2019; keep one"));
    EXPECT_THAT(expression("co2", "co2 = { unit = \"t\", years = [] }"),
        HasSubstr("empty list; write the years in order of preference, e.g. [2019, 2018]"));
    EXPECT_THAT(expression("co2", "co2 = { unit = \"t\", years = [19] }"),
        HasSubstr("out of range: 19 (allowed: 1700 to 2200)"));
    EXPECT_THAT(expression("co2", "\"co 2\" = { unit = \"t\" }"),
        HasSubstr("'co 2' is not a name of an expression; use ASCII letters, digits and _, and "
                  "give the name in the "
                  "tables as 'variable'"));
    EXPECT_THAT(refusal(only(posts + "expression = \"co2\"\n")),
        HasSubstr("missing key 'inputs' of indicator 1"));
    EXPECT_THAT(refusal(only(posts + "policy_register = {}\nscope = \"x\"\n")),
        HasSubstr("unused key: it belongs to a 'column'"));
    EXPECT_THAT(refusal(only(posts + "column = \"x\"\ninputs = {}\n")),
        HasSubstr("unused key: they belong to an 'expression'"));
    EXPECT_THAT(refusal(only(posts + "policy_register = { most = 0 }\n")),
        HasSubstr(
            "limit of points out of range: 0 (must be positive); leave the key out for no limit"));
    EXPECT_THAT(refusal(only(posts + "column = \"x\"\ncategories = [[\"a\", 1]]\n")),
        HasSubstr("each category has its points; leave it out"));
    EXPECT_THAT(refusal(only("column = \"x\"\ncategories = [[\"a\", 1], [\"a\", 2]]\n")),
        HasSubstr("duplicate category \"a\"; keep one"));
    EXPECT_THAT(refusal(only("column = \"x\"\ncategories = [[\"a\"]]\n")),
        HasSubstr("invalid category of 1 parts; write [\"text\", points]"));
    EXPECT_THAT(refusal(only("column = \"x\"\ncategories = []\n")),
        HasSubstr("empty list; list the categories with their points, e.g. [[\"high\", 100], "
                  "[\"low\", 0]]"));
}

TEST(IndexDefinition, RefusesValuesOfAnotherKind)
{
    EXPECT_THAT(refusal("[index]\nname = 3\ntitle = \"Mine\"\nyear = 2019\n"),
        HasSubstr(":2: 'index.name': invalid type: a number; write a text"));
    EXPECT_THAT(
        refusal("[index]\nname = \" \"\ntitle = \"Mine\"\nyear = 2019\n"), HasSubstr("empty text"));
    EXPECT_THAT(refusal("[index]\nname = \"m\"\ntitle = \"Mine\"\nyear = 2019.5\n"),
        HasSubstr("'index.year': 2019.5 is not a whole number"));
    EXPECT_THAT(refusal("[index]\nname = \"m\"\ntitle = \"Mine\"\nyear = 2395\n"),
        HasSubstr("out of range: 2395"));
    EXPECT_THAT(refusal("index = 3\n"),
        HasSubstr("'index': invalid type: a number; write a table, [index]"));
    EXPECT_THAT(refusal(head + "[domain]\ncode = \"A\"\n"),
        HasSubstr("invalid type: a table; write a list of tables, [[domain]]"));
    EXPECT_THAT(refusal(head + "mean = \"median\"\n"),
        HasSubstr("(allowed: \"arithmetic\", \"geometric\", \"harmonic\")"));
    EXPECT_THAT(refusal(head + "most_missing = 50\n"),
        HasSubstr("'index.most_missing': out of range: 50 (allowed: 0 to 1)"));
    EXPECT_THAT(refusal("[index\n"), HasSubstr(":1: invalid TOML"));
    EXPECT_THAT(refusal_of([] { IndexDefinition::load("nowhere.toml"); }),
        HasSubstr("nowhere.toml: unreadable: "));
}

TEST(IndexDefinition, CutOffWithoutDate_IsRefused)
{
    EXPECT_EQ(
        loaded(head + "cut_off = \"2021-12-31\"\n" + indicator("1", 1.0)).cut_off, "2021-12-31");
    EXPECT_EQ(loaded(head + "cut_off = 2021-02-03\n" + indicator("1", 1.0)).cut_off, "2021-02-03");
    for (const char* text : { "2021", "2021-13-01", "2021-02-29", "31.12.2021", "2021-1-1",
             "2021-0x-01", "20210-1-01" }) {
        EXPECT_THAT(refusal(head + "cut_off = \"" + text + "\"\n" + indicator("1", 1.0)),
            HasSubstr(std::string("'index.cut_off': '") + text
                + "' is not a date; write it as 2021-12-31"))
            << text;
    }
}

} // namespace
} // namespace cityflux
