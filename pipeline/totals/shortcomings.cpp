#include "pipeline/totals/shortcomings.h"

#include <fmt/format.h>

namespace cityflux {

std::string title_of(const City& city)
{
    return city.name == city.id ? city.name : fmt::format("{} ({})", city.name, city.id);
}

bool lies_on_grid(double share_on_grid)
{
    return share_on_grid >= 1.0 - 1e-6;
}

std::optional<std::string> shortcoming_of(
    const City& city, double share_on_grid, const std::string& file)
{
    if (city.shape.empty()) {
        return fmt::format("{}: unusable geometry: {}", title_of(city), city.repair);
    }
    if (!lies_on_grid(share_on_grid)) {
        return fmt::format("{}: {:.3g} % of its area lies outside the grid of {}", title_of(city),
            100.0 * (1.0 - share_on_grid), file);
    }
    return std::nullopt;
}

} // namespace cityflux
