#pragma once

#include "grids/layers/layer_set.h"
#include "pipeline/totals/layer_sums.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Bounds of the totals of a species that no inventory passes.
struct PlausibleBounds {
    double world_t = 0.0; ///< t a year of the whole Earth
    double densest_t_km2 = 0.0; ///< t a year on a km2, as a mean over 100 km2

    /// Returns the largest plausible mass of an area in a period, in t.
    double most_t(double area_km2, const Period& period) const;
};

/// Bounds by species, as in config/plausible.toml.
class Plausibility {
public:
    Plausibility() = default;
    /// Throws InputError with file, line and key for unknown keys and for numbers that are not
    /// positive.
    explicit Plausibility(const std::filesystem::path& file);

    /// Returns a warning on the layer whose mass in the cells read, or in a city, exceeds its
    /// bounds by the largest factor. Returns std::nullopt if none does. `totals` are in the order
    /// of `layers`.
    std::optional<Message> warning(
        const std::vector<Layer>& layers, const std::vector<LayerTotals>& totals) const;

private:
    std::map<std::string, PlausibleBounds> bounds_; ///< by the usual spelling of the species
};

/// Returns the bounds of config/plausible.toml in the data folder, or none if it does not exist.
Plausibility configured_plausibility();

} // namespace cityflux
