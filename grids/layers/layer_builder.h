#pragma once

#include "grids/layers/raster.h"

#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// Builder of the layers of a raster from its file, its inventory and the user's declarations. It
/// decides which variables are layers, and the unit, species, sector and period of each slice.
class LayerBuilder {
public:
    LayerBuilder(Raster& raster, const Assumptions& assumptions);

    /// Fills grid, layers, packings, area convention and notes. Throws InputError if a property of
    /// a layer is unknown.
    void build();
    /// Fills only grid, area convention and notes.
    void build_grid();

private:
    /// One slice of a variable, with the parts of the variable's name.
    struct Context {
        const GridVariable* variable = nullptr;
        std::vector<std::size_t> slice;
        std::map<std::string, std::string> in_variable_name;
        std::string subject; ///< "FILE, layer NAME" for messages
    };

    void settle_grid();
    void settle_packings();
    bool is_layer(const GridVariable& variable, std::map<std::string, std::string>& parts,
        std::string& unit) const;
    void add_layers(std::size_t index, const std::map<std::string, std::string>& parts,
        const std::string& unit_text);
    void check_repetitions() const;

    std::string unit_of(const GridVariable& variable) const;
    std::optional<std::string> property(
        const PropertyRule& rule, const std::string& name, const Context& context) const;
    std::optional<std::string> from_source(
        const std::string& source, const std::string& name, const Context& context) const;
    std::string species_of(const Context& context) const;
    std::string sector_of(const Context& context) const;
    Period period_of(const Context& context) const;
    /// Returns the calendar of the time axis, or the Gregorian calendar if there is none or the
    /// period is declared.
    Calendar calendar_of(const Context& context) const;
    double declared_days(const GridVariable& variable) const;
    std::optional<double> declared_total(const Context& context, const Quantity& quantity) const;

    Raster& raster_;
    const Assumptions& assumptions_;
    const Inventory& inventory_;
    const GridFile& file_;
    bool recognised_ = false;
    std::map<std::string, std::string> in_file_name_;
    std::map<std::string, std::string> in_header_;
};

} // namespace cityflux
