#pragma once

#include "grids/storage/netcdf_handle.h"
#include "grids/storage/raw_block.h"

#include <optional>
#include <string>

namespace cityflux {

/// Gives a variable the sign that its attribute _Unsigned states (NetCDF Users Guide, "Attribute
/// Conventions"), and its attributes of the stored type as well.
void apply_sign(NetcdfHandle::Variable& variable);

/// Returns nodata numbers, valid range, scale and offset of a variable. A valid range in the type
/// of unpacked values becomes one of stored numbers (NetCDF Users Guide, "Attribute Conventions":
/// valid_range).
Packing packing_of(const NetcdfHandle::Variable& variable);

/// Returns a sentence for the user if the valid range of a packed variable was read as one of
/// unpacked values. Returns std::nullopt otherwise.
std::optional<std::string> note_on_valid_range(const NetcdfHandle::Variable& variable);

} // namespace cityflux
