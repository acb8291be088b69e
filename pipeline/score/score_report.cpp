#include "pipeline/score/score_report.h"

#include "grids/text/joined.h"
#include "pipeline/score/score_tables.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t leaders_shown = 5;
constexpr std::size_t causes_shown = 3;
/// Smallest difference in points of the index that is reported.
constexpr double no_difference = 0.05;

/// Returns code and names of a node of the index.
std::string title_of(const ScoreResult& result, std::size_t node)
{
    const NodeLabel& label = result.definition.labels[node];
    std::string title = label.code;
    for (const std::string& name : { label.name_zh, label.name_en }) {
        title += name.empty() ? "" : " " + name;
    }
    return title;
}

/// Returns true if a ranked city has no score in some draws.
bool lacks_scores(const Robustness& robustness)
{
    return std::any_of(robustness.cities.begin(), robustness.cities.end(),
        [](const CityTrust& trust) { return trust.rank > 0 && trust.no_score > 0.0; });
}

/// Returns a line for each indicator that some cities lack.
std::vector<std::string> gaps_of(const ScoreResult& result)
{
    std::vector<std::string> gaps;
    for (std::size_t node = 0; node < result.definition.nodes.size(); ++node) {
        const std::size_t i = result.definition.nodes[node].indicator;
        if (i == IndexNode::nowhere) {
            continue;
        }
        const std::vector<IndicatorValue>& values = result.gathered.indicators.values[i];
        const auto without = std::count_if(values.begin(), values.end(),
            [](const IndicatorValue& value) { return std::isnan(value.value); });
        if (without > 0) {
            gaps.push_back(
                fmt::format("{}: {} of {} cities", title_of(result, node), without, values.size()));
        }
    }
    return gaps;
}

class Report {
public:
    explicit Report(const ScoreResult& result)
        : result_(result)
        , cities_(result.gathered.indicators.cities)
    {
    }

    std::string text()
    {
        add("# {} ({})\n\n", result_.definition.title, result_.definition.year);
        ranking();
        add_list("Warnings", result_.gathered.warnings);
        domains();
        robustness();
        decoupling();
        missing();
        profiles();
        return std::move(text_);
    }

private:
    template <typename... Parts> void add(fmt::format_string<Parts...> format, Parts&&... parts)
    {
        text_ += fmt::format(format, std::forward<Parts>(parts)...);
    }

    void ranking()
    {
        const std::vector<std::size_t>& rank = result_.ranks.front();
        const bool trusted = result_.robustness.has_value();
        const bool unscored = trusted && lacks_scores(*result_.robustness);
        add("| rank | city | score |{}{}\n| ---: | --- | ---: |{}{}\n",
            trusted ? " 90 % of ranks | in the top five |" : "",
            unscored ? " draws without a score |" : "", trusted ? " --- | ---: |" : "",
            unscored ? " ---: |" : "");
        for (const std::size_t c : cities_by_rank(result_)) {
            if (rank[c] == 0) {
                continue;
            }
            const bool tied = std::count(rank.begin(), rank.end(), rank[c]) > 1;
            add("| {}{} | {} | {:.2f} |", rank[c], tied ? "=" : "", cities_[c].name,
                result_.evaluation.scores.front()[c]);
            if (trusted) {
                const CityTrust& trust = result_.robustness->cities[c];
                add(" {} to {} | {:.0f} % |", trust.lower_rank, trust.upper_rank,
                    100.0 * trust.top_five);
                if (unscored) {
                    add(" {:.0f} % |", 100.0 * trust.no_score);
                }
            }
            add("\n");
        }
        add("\n");
        if (unscored) {
            add("Ranks and the top five are of the draws with a score.\n\n");
        }
    }

    /// Adds a section of lines, unless there are none.
    void add_list(std::string_view heading, const std::vector<std::string>& lines)
    {
        if (!lines.empty()) {
            add("## {}\n\n- {}\n\n", heading, joined(lines, "\n- "));
        }
    }

    void domains()
    {
        add("## First in each domain\n\n");
        for (const std::size_t node : result_.definition.nodes.front().children) {
            const std::vector<std::size_t>& rank = result_.ranks[node];
            std::vector<std::size_t> order(rank.size());
            std::iota(order.begin(), order.end(), std::size_t { 0 });
            std::stable_sort(order.begin(), order.end(),
                [&](std::size_t a, std::size_t b) { return rank[a] - 1 < rank[b] - 1; });
            std::vector<std::string> leaders;
            for (std::size_t i = 0; i < order.size() && i < leaders_shown && rank[order[i]] > 0;
                 ++i) {
                leaders.push_back(fmt::format("{} {:.1f}", cities_[order[i]].name,
                    result_.evaluation.scores[node][order[i]]));
            }
            add("- {}: {}\n", title_of(result_, node),
                leaders.empty() ? "no city has a score" : joined(leaders, ", "));
        }
        add("\n");
    }

    void robustness()
    {
        if (!result_.robustness) {
            return;
        }
        const Robustness& robustness = *result_.robustness;
        add("## Robustness of ranks\n\n{} draws (seed {}); ", robustness.draws,
            result_.definition.doubts.seed);
        if (std::isnan(robustness.rank_shift)) {
            add("no draw gives a rank.\n\n");
            return;
        }
        if (robustness.rank_shift == 0.0) {
            add("no draw moves a rank.\n\n");
            return;
        }
        add("a city's rank moves by {:.2f} positions on average.\n\n", robustness.rank_shift);
        for (const ChoiceShare& share : robustness.rank_shift_shares) {
            if (std::isnan(share.first) || std::isnan(share.total)) {
                add("- {}: its share of that cannot be computed from so few draws\n",
                    name_of(share.choice));
                continue;
            }
            add("- {}: {:.0f} % of that alone, {:.0f} % with its interactions with "
                "others\n",
                name_of(share.choice), 100.0 * share.first, 100.0 * share.total);
        }
        add("\n");
    }

    void decoupling()
    {
        if (result_.decoupling.empty()) {
            return;
        }
        const auto add_class
            = [&](const std::optional<DecouplingClass>& wanted, std::string_view title) {
                  std::vector<std::string> names;
                  for (std::size_t c = 0; c < cities_.size(); ++c) {
                      if (result_.decoupling[c].verdict.decoupling == wanted) {
                          names.push_back(cities_[c].name);
                      }
                  }
                  add("- {} ({}): {}\n", title, names.size(), joined(names, ", "));
              };
        add("## Decoupling from GDP\n\n{}\n\n", result_.definition.decoupling->rule.sentence());
        for (const DecouplingClass decoupling :
            { DecouplingClass::decoupled, DecouplingClass::decoupling, DecouplingClass::not_yet,
                DecouplingClass::energy_base }) {
            add_class(decoupling,
                fmt::format("{} {} {}", static_cast<int>(decoupling), chinese_name(decoupling),
                    english_name(decoupling)));
        }
        add_class(
            std::nullopt, "no class, because a missing value could decide it; see decoupling.csv");
        add("\n");
    }

    void missing()
    {
        std::vector<std::string> gaps = gaps_of(result_);
        gaps.insert(gaps.end(), result_.shortcomings.begin(), result_.shortcomings.end());
        add_list("Missing values", gaps);
    }

    /// Returns the indicators by which a city gains most (sign 1) or loses most
    /// (sign -1) against the median.
    std::string causes(std::size_t city, double sign) const
    {
        std::vector<std::size_t> nodes;
        for (std::size_t node = 0; node < result_.definition.nodes.size(); ++node) {
            if (result_.definition.nodes[node].indicator != IndexNode::nowhere
                && sign * result_.standings[node][city].against_median > no_difference) {
                nodes.push_back(node);
            }
        }
        const auto points
            = [&](std::size_t node) { return sign * result_.standings[node][city].against_median; };
        std::stable_sort(nodes.begin(), nodes.end(),
            [&](std::size_t a, std::size_t b) { return points(a) > points(b); });
        std::vector<std::string> words;
        for (std::size_t i = 0; i < nodes.size() && i < causes_shown; ++i) {
            words.push_back(
                fmt::format("{} {:+.1f}", title_of(result_, nodes[i]), sign * points(nodes[i])));
        }
        return words.empty() ? "nowhere" : joined(words, ", ");
    }

    void profiles()
    {
        add("## Where cities gain and lose\n\nPoints of the index against the median city.\n\n");
        for (const std::size_t c : cities_by_rank(result_)) {
            if (result_.ranks.front()[c] == 0) {
                continue;
            }
            add("- **{}** gains: {}; loses: {}\n", cities_[c].name, causes(c, 1.0),
                causes(c, -1.0));
        }
    }

    const ScoreResult& result_;
    const std::vector<ScoredCity>& cities_;
    std::string text_;
};

} // namespace

std::string score_report(const ScoreResult& result)
{
    return Report(result).text();
}

} // namespace cityflux
