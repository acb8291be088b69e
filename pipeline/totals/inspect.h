#pragma once

#include "grids/catalogue/catalogue.h"
#include "grids/layers/raster.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Description of one layer in `cityflux inspect`.
struct LayerInspection {
    std::string variable;
    std::string species;
    std::string sector;
    Period period;
    std::string unit;
    std::string kind;
    double total_t = 0.0;
    std::optional<double> declared_t;
    std::size_t cells_without_data = 0;
};

/// Description of one file in `cityflux inspect`.
struct Inspection {
    std::string path;
    std::string format;
    std::string inventory;
    std::string inventory_title; ///< "" if no inventory was recognised
    std::string grid;
    std::string crs;
    std::string cell_areas;
    std::vector<LayerInspection> layers;
    double total_t = 0.0; ///< sum over all layers
    std::vector<std::string> assumed;
    std::vector<std::string> oddities;
};

/// Reads a whole file and describes its contents. Throws InputError if the file is refused.
Inspection inspect(const std::string& path, const Catalogue& catalogue,
    const std::optional<Inventory>& inventory, const Assumptions& assumptions,
    const std::function<void(double)>& progress);

/// Returns inspections as text for people, and as JSON.
std::string to_text(const Inspection& inspection);
std::string to_json(const std::vector<Inspection>& inspections);

} // namespace cityflux
