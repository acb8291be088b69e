#pragma once

#include "boundaries/outlines/city.h"

#include <string>
#include <vector>

namespace cityflux {

/// Makes UTF-8 of ids, names and aliases that are not, if all of them are GB18030 (which includes
/// GBK and GB2312) and most of their characters are those of GB2312. Returns true if there were
/// such texts. Throws InputError of `file` if they are in another encoding.
bool decode_names(std::vector<City>& cities, const std::string& file);

} // namespace cityflux
