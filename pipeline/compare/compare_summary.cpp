#include "pipeline/compare/compare_summary.h"

#include "grids/text/joined.h"
#include "pipeline/agreement/robust_scale.h"
#include "pipeline/compare/agreement_summary.h"
#include "pipeline/compare/correction_summary.h"
#include "pipeline/output/markdown_cell.h"
#include "pipeline/program/setting_words.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <span>
#include <tuple>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t references_shown = 40;
constexpr std::size_t sentences_shown = 20;

/// Writer of the summary, section by section.
class Summary {
public:
    explicit Summary(const CompareResult& result)
        : result_(result)
    {
    }

    std::string text()
    {
        say("# {} inventories compared\n\n", result_.compared.size());
        say("{}.\n\n", joined(result_.compared, ", "));
        left_out();
        sentences("Warnings", result_.warnings);
        for (std::size_t begin = 0; begin < result_.tables.size();) {
            std::size_t end = begin + 1;
            while (end < result_.tables.size()
                && result_.tables[end].table.species == result_.tables[begin].table.species
                && result_.tables[end].table.sector == result_.tables[begin].table.sector) {
                ++end;
            }
            text_ += agreement_summary(std::span(result_.tables).subspan(begin, end - begin));
            begin = end;
        }
        text_.append(correction_summary(result_));
        trends();
        references();
        sentences("Incomplete results", sentences_of(result_.shortcomings));
        sentences("Notes", result_.notes);
        if (!result_.unmatched.empty()) {
            const bool one = result_.unmatched.size() == 1;
            say("{} {} of the tables {} not one of the cities compared; manifest.json lists "
                "them.\n",
                result_.unmatched.size(), one ? "name" : "names", one ? "is" : "are");
        }
        return std::move(text_);
    }

private:
    template <typename... Parts> void say(fmt::format_string<Parts...> format, Parts&&... parts)
    {
        text_ += fmt::format(format, std::forward<Parts>(parts)...);
    }

    /// Names the inventories that take no part in any comparison.
    void left_out()
    {
        std::vector<std::string> names;
        std::copy_if(result_.inventories.begin(), result_.inventories.end(),
            std::back_inserter(names), [&](const std::string& name) {
                return std::find(result_.compared.begin(), result_.compared.end(), name)
                    == result_.compared.end();
            });
        if (!names.empty()) {
            say("{} {} no part: no city has a positive total of the same species, sector and year "
                "in another inventory.\n\n",
                joined(names, ", "), names.size() == 1 ? "takes" : "take");
        }
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
                count.told, markdown_number(median_of(count.changes)));
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
