#pragma once

#include "grids/text/toml_section.h"
#include "pipeline/index/index_definition.h"

namespace cityflux {

/// Reads the method of an indicator from its table: direction, treatment, normalisation and missing
/// rule. The points of categories are part of their source (read_indicator_source). Throws
/// InputError, with file, line and key, on missing and invalid values, on keys that have no effect,
/// and on bounds without a logarithm.
IndicatorMethod read_indicator_method(const TomlSection& section);

/// Read one value of the index. Throw InputError, with file, line and key, on invalid values.
Mean read_mean(const TomlValue& entry);
MissingRule read_missing_rule(const TomlValue& entry);
Treatment read_treatment(const TomlValue& entry);

} // namespace cityflux
