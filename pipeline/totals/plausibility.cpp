#include "pipeline/totals/plausibility.h"

#include "grids/quantity/substance.h"
#include "grids/text/error.h"
#include "grids/text/toml_section.h"
#include "pipeline/program/data_folder.h"

#include <algorithm>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Area over which the density of `densest_t_km2` is a mean, in km2.
constexpr double area_of_density_km2 = 100.0;
/// Largest mean density of a larger area beyond these, as a part of the density.
constexpr double share_beyond = 0.2;
/// Largest part of a year's mass in one month.
constexpr double most_in_a_month = 1.0 / 3.0;

/// Mass that exceeds its bound.
struct Excess {
    double factor = 1.0; ///< mass divided by the bound
    const Layer* layer = nullptr;
    double mass_t = 0.0;
    double bound_t = 0.0;
    std::string_view place;
};

double positive(const TomlSection& section, std::string_view key)
{
    const double number = section.need(key, "a number of tonnes").number();
    if (!(number > 0.0)) {
        throw InputError(ProblemCode::out_of_range, section.subject(key),
            fmt::format("number out of range: {} (allowed: more than 0)", number));
    }
    return number;
}

} // namespace

double PlausibleBounds::most_t(double area_km2, const Period& period) const
{
    const double beyond_km2 = std::max(0.0, area_km2 - area_of_density_km2);
    const double year_t
        = std::min(world_t, densest_t_km2 * (area_of_density_km2 + share_beyond * beyond_km2));
    return period.is_year() ? year_t : year_t * most_in_a_month;
}

Plausibility::Plausibility(const std::filesystem::path& file)
{
    const TomlSection top = TomlSection::read(file, "the plausible bounds");
    top.allow({ "species" });
    for (const TomlSection& section : top.sections("species")) {
        section.allow({ "name", "world_t", "densest_t_km2", "source" });
        section.required_text("source");
        bounds_[usual_spelling(section.required_text("name"))]
            = { positive(section, "world_t"), positive(section, "densest_t_km2") };
    }
}

std::optional<Message> Plausibility::warning(
    const std::vector<Layer>& layers, const std::vector<LayerTotals>& totals) const
{
    Excess worst;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const auto known = bounds_.find(layers[l].species());
        if (known == bounds_.end()) {
            continue;
        }
        const auto compare = [&](double mass_t, double area_km2, std::string_view place) {
            const double bound_t = known->second.most_t(area_km2, layers[l].period());
            if (std::abs(mass_t) > worst.factor * bound_t) {
                worst = { std::abs(mass_t) / bound_t, &layers[l], mass_t, bound_t, place };
            }
        };
        compare(totals[l].closure.grid_t, HUGE_VAL, "the cells read");
        for (const CityAmount& city : totals[l].cities) {
            compare(city.value_t, city.covered_m2 * 1e-6, "a city");
        }
    }
    if (worst.layer == nullptr) {
        return std::nullopt;
    }
    const Layer& layer = *worst.layer;
    return Message { .code = ProblemCode::inconsistent,
        .problem = fmt::format("implausible totals: {} {} {:.3g} t of {}, sector '{}', {}, {:.3g} "
                               "times as much as any "
                               "inventory (at most {:.3g} t, config/plausible.toml)",
            worst.place, worst.place == "a city" ? "has" : "have", worst.mass_t, layer.species(),
            layer.sector, layer.period().text(), worst.factor, worst.bound_t),
        .remedy = { "check the unit ('" + layer.quantity.unit.text
                + "'), and whether the values are sums over several periods; if the file is wrong, "
                  "declare the unit, e.g. ",
            named(Setting::assume_unit, "kg"), " with ", named(Setting::override, "true") } };
}

Plausibility configured_plausibility()
{
    std::error_code error;
    return std::filesystem::exists(plausible_file(), error) ? Plausibility(plausible_file())
                                                            : Plausibility();
}

} // namespace cityflux
