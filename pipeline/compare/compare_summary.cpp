#include "pipeline/compare/compare_summary.h"

#include "grids/text/joined.h"
#include "pipeline/agreement/robust_scale.h"
#include "pipeline/compare/correction_summary.h"
#include "pipeline/output/markdown_cell.h"
#include "pipeline/program/setting_words.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t disputed_shown = 10;
constexpr std::size_t references_shown = 40;
constexpr std::size_t sentences_shown = 20;

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

class Summary {
public:
    explicit Summary(const CompareResult& result)
        : result_(result)
    {
    }

    std::string text()
    {
        say("# {} inventories compared\n\n", result_.inventories.size());
        say("{}.\n\n", joined(result_.inventories, ", "));
        for (std::size_t begin = 0; begin < result_.tables.size();) {
            std::size_t end = begin + 1;
            while (end < result_.tables.size()
                && result_.tables[end].table.species == result_.tables[begin].table.species
                && result_.tables[end].table.sector == result_.tables[begin].table.sector) {
                ++end;
            }
            series(begin, end);
            begin = end;
        }
        text_.append(correction_summary(result_));
        trends();
        references();
        sentences("Incomplete results", sentences_of(result_.shortcomings));
        sentences("Notes", result_.notes);
        if (!result_.unmatched.empty()) {
            say("{} {} of the tables {} not one of the cities compared; manifest.json lists "
                "them.\n",
                result_.unmatched.size(), plural(result_.unmatched.size(), "name", "names"),
                plural(result_.unmatched.size(), "is", "are"));
        }
        return std::move(text_);
    }

private:
    template <typename... Parts> void say(fmt::format_string<Parts...> format, Parts&&... parts)
    {
        text_ += fmt::format(format, std::forward<Parts>(parts)...);
    }

    static std::string number(double value, const char* blank = "")
    {
        return std::isnan(value) ? blank : fmt::format("{:.2f}", value);
    }

    void series(std::size_t begin, std::size_t end)
    {
        if (end - begin > 1) {
            years(begin, end);
        }
        std::size_t shown = begin;
        for (std::size_t t = begin; t < end; ++t) {
            if (totals_in(result_.tables[t]) >= totals_in(result_.tables[shown])) {
                shown = t;
            }
        }
        const ComparedTable& compared = result_.tables[shown];
        say("## {}\n\n", compared.table.title());
        overview(compared);
        inventories(compared);
        disputes(compared);
        pairs(compared);
    }

    void years(std::size_t begin, std::size_t end)
    {
        const EstimateTable& first = result_.tables[begin].table;
        say("## {}{}, by year\n\n", first.species,
            first.sector == "total" ? "" : ", " + first.sector);
        say("| year | inventories | cities | largest / smallest, median city | disputed | outliers "
            "|\n"
            "| --- | ---: | ---: | ---: | ---: | ---: |\n");
        for (std::size_t t = begin; t < end; ++t) {
            const ComparedTable& compared = result_.tables[t];
            say("| {} | {} | {} | {} | {} | {} |\n", compared.table.year,
                compared.table.inventories.size(), compared.compared(),
                number(median_factor(compared)), disputed_in(compared), outliers_in(compared));
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
            number(median_factor(compared)), disputed_in(compared),
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
                [](const Estimate& e) { return e.present(); });
            const auto furthest = std::count_if(compared.cities.begin(), compared.cities.end(),
                [&](const CityAgreement& city) { return city.furthest == i; });
            say("| {} | {} | {} | {} |\n", markdown_cell(table.inventories[i]), has,
                number(usual[i]), furthest);
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
                    number(city.standings[*i].ratio));
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
                city.n, city.median / 1e6, number(city.factor), end_of(city.lowest),
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
                markdown_cell(compared.table.inventories[pair.first]), pair.n, number(pair.pearson),
                number(pair.spearman), number(pair.kendall), number(pair.median_ratio),
                number(pair.bias),
                pair.n > 1
                    ? fmt::format("{} to {}", number(pair.lower_limit), number(pair.upper_limit))
                    : "");
        }
        say("\n");
    }

    void trends()
    {
        struct Count {
            std::size_t cities = 0;
            std::size_t told = 0;
            std::size_t same = 0;
            std::vector<double> changes;
        };
        std::vector<std::string> order;
        std::map<std::string, Count> counts;
        for (const TrendAgreement& trend : result_.trends) {
            const std::string key = fmt::format("{}{}: {} and {}", trend.species,
                trend.sector == "total" ? "" : ", " + trend.sector, trend.first, trend.second);
            const auto [at, is_new] = counts.try_emplace(key);
            if (is_new) {
                order.push_back(key);
            }
            Count& count = at->second;
            ++count.cities;
            count.told += trend.same_sign.has_value();
            count.same += trend.same_sign.value_or(false);
            if (!std::isnan(trend.changes)) {
                count.changes.push_back(trend.changes);
            }
        }
        if (order.empty()) {
            return;
        }
        say("## Trends\n\n| inventories | cities | both rise or both fall | Spearman of yearly "
            "changes, median city |\n"
            "| --- | ---: | ---: | ---: |\n");
        for (const std::string& key : order) {
            const Count& count = counts.at(key);
            say("| {} | {} | {} of {} | {} |\n", markdown_cell(key), count.cities, count.same,
                count.told, number(median_of(count.changes)));
        }
        say("\n");
    }

    void references()
    {
        if (result_.references.empty()) {
            return;
        }
        std::vector<const ReferenceAgreement*> rows;
        for (const ReferenceAgreement& row : result_.references) {
            rows.push_back(&row);
        }
        std::stable_sort(
            rows.begin(), rows.end(), [](const ReferenceAgreement* a, const ReferenceAgreement* b) {
                return std::tuple(a->region.code, -a->year) < std::tuple(b->region.code, -b->year);
            });
        const auto above = std::count_if(rows.begin(), rows.end(),
            [](const ReferenceAgreement* row) { return row->share > 1.0; });
        say("## Against references\n\nThe cities of a region sum to less than it, unless they are "
            "all of it. In {} of {} rows "
            "they "
            "sum to more.\n\n",
            above, rows.size());
        say("| region | year | inventory | cities | sum, Mt | reference, Mt | share |\n"
            "| --- | --- | --- | ---: | ---: | ---: | ---: |\n");
        for (std::size_t i = 0; i < std::min(rows.size(), references_shown); ++i) {
            const ReferenceAgreement& row = *rows[i];
            say("| {} | {}{} | {} | {} | {:.4g} | {:.4g} | {:.3f} |\n", row.region.name, row.year,
                row.reference_year == row.year
                    ? ""
                    : fmt::format(" (reference of {})", row.reference_year),
                markdown_cell(row.inventory), row.cities, row.sum / 1e6, row.reference / 1e6,
                row.share);
        }
        if (rows.size() > references_shown) {
            say("\n{} more are in references.csv.\n", rows.size() - references_shown);
        }
        say("\n");
    }

    void sentences(const char* title, const std::vector<std::string>& list)
    {
        if (list.empty()) {
            return;
        }
        say("## {}\n\n", title);
        for (std::size_t i = 0; i < std::min(list.size(), sentences_shown); ++i) {
            say("- {}\n", list[i]);
        }
        if (list.size() > sentences_shown) {
            say("- {} more in manifest.json\n", list.size() - sentences_shown);
        }
        say("\n");
    }

    const CompareResult& result_;
    std::string text_;
};

} // namespace

std::string compare_summary(const CompareResult& result)
{
    return Summary(result).text();
}

} // namespace cityflux
