#pragma once

#include "pipeline/run/pipeline_definition.h"
#include "pipeline/run/stage.h"

#include <string>
#include <vector>

namespace cityflux {

/// Returns the tables that a stage reads, as data_argument() returns them. Each of `words` is a
/// stage among `earlier` that writes city totals ("totals/edgar"), or a file as for --data. Paths
/// are relative to the pipeline's folder. Throws InputError beginning with `subject` if a stage or
/// file does not exist, or a stage's table cannot be read as data.
std::vector<std::string> stage_data(const std::vector<std::string>& words,
    const PipelineDefinition& pipeline, const Stages& earlier, const std::string& subject);

/// Throws InputError beginning with `subject` for the first file that does not exist.
void check_there(const std::vector<std::string>& files, const std::string& subject);

} // namespace cityflux
