#pragma once

#include "pipeline/run/pipeline_definition.h"
#include "pipeline/run/stage.h"

#include <string>
#include <vector>

namespace cityflux {

/// The tables that a stage reads, as data_argument() gives them. Each of `words` names a stage among `earlier` that writes a
/// table of totals ("totals/edgar"), or a file as --data does, its path counted from the pipeline's folder.
/// Throws InputError beginning with `subject` for a stage or a file that is not there, and for a stage whose table cannot be
/// read as data.
std::vector<std::string> stage_data(const std::vector<std::string>& words, const PipelineDefinition& pipeline,
    const Stages& earlier, const std::string& subject);

/// Throws InputError beginning with `subject` for the first of the files that is not there.
void check_there(const std::vector<std::string>& files, const std::string& subject);

} // namespace cityflux
