#include "grids/layers/numbered_bands.h"

#include "grids/text/error.h"
#include "grids/text/text_pattern.h"

#include <map>
#include <set>
#include <string>
#include <tuple>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns true if a variable is a band, or has its bands along a dimension without a meaning.
bool has_bands(const GridVariable& variable)
{
    static const TextPattern bands(
        "(bands?|layers?|z|lev|level|index|n|dim_?\\d)", TextPattern::Case::ignored);
    for (const SliceDimension& dimension : variable.dimensions) {
        if (dimension.size > 1 && !bands.matches(dimension.name)) {
            return false;
        }
    }
    return true;
}

} // namespace

void refuse_numbered_bands(const std::vector<Layer>& layers, const FileContext& context)
{
    if (!context.inventory.name.empty() || layers.size() < 12) {
        return;
    }
    static const TextPattern numbered(R"(^(.*[^0-9]|)0?([1-9]|1[0-2])$)");
    /// Numbers by year, species and the text before the number.
    std::map<std::tuple<std::string, std::string, std::string>, std::set<std::string>> numbers;
    for (const Layer& layer : layers) {
        const auto parts = numbered.first_match(layer.sector);
        if (!parts.empty() && layer.period().is_year()
            && has_bands(context.file.variables()[layer.variable])) {
            numbers[{ layer.period().text(), layer.species(), parts[1] }].insert(parts[2]);
        }
    }
    for (const auto& [series, found] : numbers) {
        const auto& [year, species, name] = series;
        if (found.size() == 12) {
            throw InputError(ProblemCode::ambiguous, context.file.path(),
                fmt::format("ambiguous bands '{0}1' to '{0}12': they may be months or sectors of "
                            "{1}",
                    name, year),
                { "say which in an inventory, for months with [layers] variables = "
                  "[\"",
                    name, "{month}\"] and [month] from = [\"variable\"], e.g. ",
                    named(Setting::inventory, "mine.toml") });
        }
    }
}

} // namespace cityflux
