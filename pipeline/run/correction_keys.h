#pragma once

#include "grids/text/toml_section.h"
#include "pipeline/compare/correct.h"

namespace cityflux {

/// Returns the correction of a table [[compare]]; one that is not wanted() without the key
/// 'primary'. Throws InputError for values that cannot be read, for keys that contradict each other
/// and for keys that have no effect without 'primary'.
CorrectionRequest correction_of(const TomlSection& section);

} // namespace cityflux
