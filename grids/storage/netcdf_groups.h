#pragma once

#include "grids/storage/netcdf_handle.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the name of a variable without its groups.
std::string base_name(const NetcdfHandle::Variable& variable);

/// Returns true if a variable lies in the group of another or in one around it.
bool is_in_scope(const NetcdfHandle::Variable& variable, const NetcdfHandle::Variable& other);

/// Returns the variable that an attribute of `from` names: in its group, in the nearest group
/// around it, or the only one of this name elsewhere (CF conventions, section 2.7). Names may be
/// paths: "/g/x", "../x". Returns nullptr if there is none.
const NetcdfHandle::Variable* find_near(
    const NetcdfHandle& handle, const std::string& name, const NetcdfHandle::Variable& from);

/// Returns for each dimension the first one with the same name and equal coordinates, which may be
/// in another group; itself if there is none. Throws InputError if groups give one dimension
/// different coordinates.
std::vector<std::size_t> equal_dimensions(const NetcdfHandle& handle);

/// Gives variables their names: the path without the groups that all gridded variables (of two
/// dimensions or more) share and without those that are years. A variable in such a year, or in a
/// group with the attribute "year", gets that attribute. `attributes` are those of groups by path.
void name_by_groups(std::vector<NetcdfHandle::Variable>& variables,
    const std::map<std::string, Attributes>& attributes);

/// Returns the attributes of the root, and of the groups that all gridded variables share, whose
/// values come first.
Attributes common_attributes(const std::vector<NetcdfHandle::Variable>& variables,
    const std::map<std::string, Attributes>& attributes);

} // namespace cityflux
