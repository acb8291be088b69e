#pragma once

#include "grids/text/message.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Ways in which a user states settings.
enum class FrontEnd { command_line, pipeline };

/// Returns the words of a front end for a setting: `--assume-crs EPSG:4326` on the command line,
/// `assume = { crs = "EPSG:4326" }` in a pipeline. A setting that has no key in a pipeline is an
/// option of `cityflux run` or of another command.
std::string setting_words(const SettingValue& setting, FrontEnd front_end);

/// Returns the sentence of a message in the words of a front end. Outputs hold sentences in the
/// words of the command line, so that their bytes do not depend on the front end.
std::string sentence_of(const Message& message, FrontEnd front_end);
/// Returns the sentences of an output.
std::vector<std::string> sentences_of(std::span<const Message> messages);

} // namespace cityflux
