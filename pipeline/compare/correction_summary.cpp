#include "pipeline/compare/correction_summary.h"

#include "grids/text/joined.h"
#include "pipeline/output/markdown_cell.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t cities_shown = 10;

class CorrectionText {
public:
    explicit CorrectionText(const CompareResult& result)
        : result_(result)
    {
    }

    std::string text()
    {
        std::map<std::string, const CorrectedTable*> last; ///< by series
        for (const CorrectedTable& corrected : result_.corrected) {
            const CorrectedTable*& shown = last[table_of(corrected).series()];
            if (shown == nullptr || table_of(*shown).year < table_of(corrected).year) {
                shown = &corrected;
            }
        }
        if (last.size() < result_.corrected.size()) {
            say("{} years and sectors were corrected; of each series the last year is shown, "
                "corrections.csv has all.\n\n",
                result_.corrected.size());
        }
        for (const auto& [series, corrected] : last) {
            table(*corrected);
        }
        return std::move(text_);
    }

private:
    template <typename... Parts> void say(fmt::format_string<Parts...> format, Parts&&... parts)
    {
        text_ += fmt::format(format, std::forward<Parts>(parts)...);
    }

    const EstimateTable& table_of(const CorrectedTable& corrected) const
    {
        return result_.tables[corrected.table].table;
    }

    void table(const CorrectedTable& corrected)
    {
        const EstimateTable& table = table_of(corrected);
        const Correction& correction = corrected.correction;
        double before = 0.0;
        double after = 0.0;
        std::size_t both = 0;
        for (const CorrectedCity& city : correction.cities) {
            if (city.present() && !std::isnan(city.primary)) {
                before += city.primary;
                after += city.value;
                ++both;
            }
        }
        say("## Corrected: {}\n\n", table.title());
        say("{} corrected by {}{}: {:.4g} Mt become {:.4g} Mt in the {} cities that it has.\n\n",
            correction.plan.primary, name_of(correction.plan.method), method_details(correction),
            before / 1e6, after / 1e6, both);
        inventories(correction);
        shifts(table, correction);
        honesty(corrected);
    }

    static std::string method_details(const Correction& correction)
    {
        if (correction.regression) {
            return fmt::format(" on {} (slope {:.2f}, sigma {:.2f} in logs)",
                correction.plan.trusted, correction.regression->slope,
                correction.regression->sigma);
        }
        if (!correction.groups.empty()) {
            std::vector<std::string> groups;
            for (const ScaledGroup& group : correction.groups) {
                groups.push_back(
                    fmt::format("{} ({}) x {:.3f}", group.reference, group.source, group.factor));
            }
            return fmt::format(" to {}", joined(groups, ", "));
        }
        return "";
    }

    void inventories(const Correction& correction)
    {
        if (!correction.blended) {
            return;
        }
        say("| inventory | usual ratio to the blend's level | error, 1 sigma | |\n| --- | ---: | "
            "---: | --- |\n");
        for (const InventoryError& error : correction.blended->errors.inventories) {
            say("| {} | {:.2f} | {:.0f} % | {} |\n", markdown_cell(error.inventory),
                std::exp(error.bias), 100.0 * std::expm1(error.sigma),
                error.part_only      ? "a part of each city only"
                    : error.stated   ? "as stated"
                    : error.at_floor ? "the least it can have"
                                     : "");
        }
        say("\n");
    }

    void shifts(const EstimateTable& table, const Correction& correction)
    {
        std::vector<std::size_t> order;
        const auto shift = [&](std::size_t c) {
            return std::abs(std::log(correction.cities[c].value / correction.cities[c].primary));
        };
        for (std::size_t c = 0; c < correction.cities.size(); ++c) {
            if (correction.cities[c].value > 0.0 && correction.cities[c].primary > 0.0
                && shift(c) > 0.0) {
                order.push_back(c);
            }
        }
        if (order.empty()) {
            return;
        }
        std::stable_sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return shift(a) > shift(b); });
        order.resize(std::min(order.size(), cities_shown));
        const std::vector<std::string>& flags = correction.cities[order.front()].flags;
        const bool own = std::find(flags.begin(), flags.end(), "own-interval") != flags.end();
        say("| moved most | {}, Mt | corrected, Mt | {}, Mt | moved by (Mt) | |\n"
            "| --- | ---: | ---: | --- | --- | --- |\n",
            markdown_cell(correction.plan.primary),
            own ? "the primary's interval" : "95 % interval");
        for (const std::size_t c : order) {
            const CorrectedCity& city = correction.cities[c];
            std::vector<std::string> moved;
            for (const Contribution& contribution : city.contributions) {
                if (contribution.tonnes != 0.0) {
                    moved.push_back(fmt::format(
                        "{} {:+.3g}", markdown_cell(contribution.what), contribution.tonnes / 1e6));
                }
            }
            const bool interval = !std::isnan(city.lower) && !std::isnan(city.upper);
            say("| {} | {:.4g} | {:.4g} | {} | {} | {} |\n", markdown_cell(table.cities[c].name),
                city.primary / 1e6, city.value / 1e6,
                interval ? fmt::format("{:.3g} to {:.3g}", city.lower / 1e6, city.upper / 1e6) : "",
                joined(moved, ", "), joined(city.flags, " "));
        }
        say("\n");
    }

    void honesty(const CorrectedTable& corrected)
    {
        std::vector<const HeldOutScore*> made;
        for (const HeldOutScore& score : corrected.held_out) {
            if (score.plan == 0 && !score.refused) {
                made.push_back(&score);
            }
        }
        if (made.empty()) {
            say("The intervals cannot be tested: that requires an inventory that the correction "
                "does not use.\n\n");
            return;
        }
        say("Each inventory left out in turn, the correction made without it and compared with "
            "it:\n\n"
            "| left out | cities | mean ratio | typical error | inside the interval | half the "
            "interval is a factor of |\n"
            "| --- | ---: | ---: | ---: | ---: | ---: |\n");
        for (const HeldOutScore* score : made) {
            const bool intervals = score->with_interval > 0;
            const std::vector<std::string>& part_only = corrected.correction.plan.part_only;
            const bool pattern
                = std::find(part_only.begin(), part_only.end(), score->held_out) != part_only.end();
            say("| {}{} | {} | {:.2f} | {:.0f} % | {} | {} |\n", markdown_cell(score->held_out),
                pattern ? " (its pattern: of a part of each city)" : "", score->cities,
                std::exp(score->bias), 100.0 * std::expm1(pattern ? score->spread : score->rmse),
                intervals ? fmt::format(
                    "{:.0f} %", 100.0 * (pattern ? score->pattern_coverage : score->coverage))
                          : "",
                !intervals ? ""
                    : std::isinf(score->median_half_width)
                    ? "no lower end"
                    : fmt::format("{:.2f}", std::exp(score->median_half_width)));
        }
        say("\nheld_out.csv has the same for the other methods. No inventory left out shows an "
            "error "
            "that all inventories share: if all are too high, so are the corrected totals, and "
            "the truth is outside their intervals more often.\n\n");
    }

    const CompareResult& result_;
    std::string text_;
};

} // namespace

std::string correction_summary(const CompareResult& result)
{
    return CorrectionText(result).text();
}

} // namespace cityflux
