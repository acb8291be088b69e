#pragma once

#include "grids/storage/grid_file.h"

#include <optional>
#include <set>
#include <string>

namespace cityflux {

/// Roles of the variables of a file that are not emissions: cell areas, uncertainties, priors,
/// bounds, flags, counts, indices, coordinates, dates.
class VariableRoles {
public:
    explicit VariableRoles(const GridFile& file);

    /// Returns what a variable is if it is a cell area, with the evidence ("a cell area: its unit
    /// is 'km2'"). Evidence is the unit, the standard name, `cell_measures` of another variable,
    /// and, without a unit of emission, the name.
    std::optional<std::string> area_role(const GridVariable& variable) const;
    /// Returns what else a variable is if it is not an emission, by CF roles
    /// (`ancillary_variables`, modifiers of the standard name, `cell_methods`, flags) and by its
    /// name next to the others.
    std::optional<std::string> other_role(const GridVariable& variable) const;

private:
    std::optional<std::string> role_by_name(const GridVariable& variable) const;
    /// Returns the words of a name behind the name of another variable: "rel", "err" of
    /// "co2_rel_err" next to "co2".
    std::set<std::string> words_behind_another(const std::string& name) const;
    /// Returns true if another variable has the name without a first or last word, or with the word
    /// of a best estimate in its place. With `partner`, a variable with that word must exist too.
    bool stands_beside(
        const std::string& name, const std::string& word, const std::string& partner) const;

    std::set<std::string> areas_; ///< named in `cell_measures`
    std::set<std::string> ancillary_; ///< named in `ancillary_variables`
    std::set<std::string> names_; ///< of all variables, in lower case, without separators
    std::set<std::string> area_units_;
    std::set<std::string> emission_units_;
};

} // namespace cityflux
