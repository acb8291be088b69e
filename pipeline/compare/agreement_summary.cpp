#include "pipeline/compare/agreement_summary.h"

#include "grids/text/joined.h"
#include "pipeline/agreement/robust_scale.h"
#include "pipeline/output/markdown_cell.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t disputed_shown = 10;

std::size_t outliers_in(const ComparedTable& compared)
{
    std::size_t count = 0;
    for (const CityAgreement& city : compared.cities) {
        count += static_cast<std::size_t>(std::count_if(city.standings.begin(),
            city.standings.end(), [](const EstimateStanding& s) { return s.outlier; }));
    }
    return count;
}

std::size_t disputed_in(const ComparedTable& compared)
{
    return static_cast<std::size_t>(std::count_if(compared.cities.begin(), compared.cities.end(),
        [](const CityAgreement& city) { return city.disputed; }));
}

std::size_t totals_in(const ComparedTable& compared)
{
    return std::accumulate(compared.cities.begin(), compared.cities.end(), std::size_t { 0 },
        [](std::size_t sum, const CityAgreement& city) { return sum + (city.n > 1 ? city.n : 0); });
}

double median_factor(const ComparedTable& compared)
{
    std::vector<double> factors;
    for (const CityAgreement& city : compared.cities) {
        if (city.n > 1) {
            factors.push_back(city.factor);
        }
    }
    return median_of(std::move(factors));
}

const char* plural(std::size_t count, const char* one, const char* many)
{
    return count == 1 ? one : many;
}

/// Writer of the summary of one species and sector.
class AgreementText {
public:
    std::string text(std::span<const ComparedTable> series)
    {
        if (series.size() > 1) {
            years(series);
        }
        std::size_t shown = 0;
        for (std::size_t t = 0; t < series.size(); ++t) {
            if (totals_in(series[t]) >= totals_in(series[shown])) {
                shown = t;
            }
        }
        const ComparedTable& compared = series[shown];
        say("## {}\n\n", compared.table.title());
        overview(compared);
        inventories(compared);
        disputes(compared);
        pairs(compared);
        return std::move(text_);
    }

private:
    template <typename... Parts> void say(fmt::format_string<Parts...> format, Parts&&... parts)
    {
        text_ += fmt::format(format, std::forward<Parts>(parts)...);
    }

    void years(std::span<const ComparedTable> series)
    {
        const EstimateTable& first = series.front().table;
        say("## {}{}, by year\n\n", first.species,
            first.sector == "total" ? "" : ", " + first.sector);
        say("| year | inventories | cities | largest / smallest, median city | disputed | outliers "
            "|\n"
            "| --- | ---: | ---: | ---: | ---: | ---: |\n");
        for (const ComparedTable& compared : series) {
            say("| {} | {} | {} | {} | {} | {} |\n", compared.table.year,
                compared.table.inventories.size(), compared.compared(),
                markdown_number(median_factor(compared)), disputed_in(compared),
                outliers_in(compared));
        }
        say("\n");
    }

    void overview(const ComparedTable& compared)
    {
        const EstimateTable& table = compared.table;
        const std::size_t cities = compared.compared();
        say("{} inventories ({}); {} of {} {} with two or more. ", table.inventories.size(),
            joined(table.inventories, ", "), cities, table.cities.size(),
            plural(table.cities.size(), "city", "cities"));
        if (cities == 0) {
            say("\n\n");
            return;
        }
        say("In the median city the largest total is {} times the smallest. In {} {} it is at "
            "least twice. ",
            markdown_number(median_factor(compared)), disputed_in(compared),
            plural(disputed_in(compared), "city", "cities"));
        const std::size_t outliers = outliers_in(compared);
        const bool scored = std::any_of(compared.cities.begin(), compared.cities.end(),
            [](const CityAgreement& city) { return city.scale != CityAgreement::Scale::none; });
        if (scored) {
            say("{} {} by the robust z.\n\n", outliers,
                plural(outliers, "total is an outlier", "totals are outliers"));
        } else {
            say("Insufficient data for outliers: no city has three totals, or fewer than five "
                "have two.\n\n");
        }
    }

    void inventories(const ComparedTable& compared)
    {
        const EstimateTable& table = compared.table;
        const std::vector<double> usual = usual_ratios(table, compared.cities);
        say("| inventory | cities | x median, median city | furthest from the rest in |\n| --- | "
            "---: | ---: | ---: |\n");
        for (std::size_t i = 0; i < table.inventories.size(); ++i) {
            const auto has = std::count_if(table.estimates[i].begin(), table.estimates[i].end(),
                [](const Estimate& e) { return e.value > 0.0; });
            const auto furthest = std::count_if(compared.cities.begin(), compared.cities.end(),
                [&](const CityAgreement& city) { return city.furthest == i; });
            say("| {} | {} | {} | {} |\n", markdown_cell(table.inventories[i]), has,
                markdown_number(usual[i]), furthest);
        }
        say("\n");
    }

    void disputes(const ComparedTable& compared)
    {
        std::vector<std::size_t> order;
        for (std::size_t c = 0; c < compared.cities.size(); ++c) {
            if (compared.cities[c].n > 1) {
                order.push_back(c);
            }
        }
        if (order.empty()) {
            return;
        }
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return compared.cities[a].factor > compared.cities[b].factor;
        });
        order.resize(std::min(order.size(), disputed_shown));
        const EstimateTable& table = compared.table;
        say("| most disputed | n | median, Mt | largest / smallest | lowest, x median | highest, x "
            "median | furthest: why |\n"
            "| --- | ---: | ---: | ---: | --- | --- | --- |\n");
        for (const std::size_t c : order) {
            const CityAgreement& city = compared.cities[c];
            const auto end_of = [&](const std::optional<std::size_t>& i) {
                return fmt::format("{} {}", markdown_cell(table.inventories[*i]),
                    markdown_number(city.standings[*i].ratio));
            };
            std::string why = "they agree";
            if (city.furthest) {
                const EstimateStanding& standing = city.standings[*city.furthest];
                why = markdown_cell(table.inventories[*city.furthest]);
                if (standing.suspicion != Suspicion::none) {
                    why += fmt::format(": {}{} ({})", standing.outlier ? "outlier, " : "",
                        name_of(standing.suspicion), standing.reason);
                }
            }
            say("| {} | {} | {:.4g} | {} | {} | {} | {} |\n", markdown_cell(table.cities[c].name),
                city.n, city.median / 1e6, markdown_number(city.factor), end_of(city.lowest),
                end_of(city.highest), why);
        }
        say("\n");
    }

    void pairs(const ComparedTable& compared)
    {
        if (compared.pairs.empty()) {
            return;
        }
        say("| second / first | cities | r of logs | Spearman | Kendall | median ratio | mean "
            "ratio | 95 % of cities |\n"
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
        for (const PairAgreement& pair : compared.pairs) {
            say("| {} / {} | {} | {} | {} | {} | {} | {} | {} |\n",
                markdown_cell(compared.table.inventories[pair.second]),
                markdown_cell(compared.table.inventories[pair.first]), pair.n,
                markdown_number(pair.pearson), markdown_number(pair.spearman),
                markdown_number(pair.kendall), markdown_number(pair.median_ratio),
                markdown_number(pair.bias),
                pair.n > 1 ? fmt::format("{} to {}", markdown_number(pair.lower_limit),
                    markdown_number(pair.upper_limit))
                           : "");
        }
        say("\n");
    }

    std::string text_;
};

} // namespace

std::string agreement_summary(std::span<const ComparedTable> series)
{
    return AgreementText().text(series);
}

} // namespace cityflux
