#pragma once

#include "pipeline/output/output_file.h"
#include "pipeline/program/provenance.h"
#include "pipeline/score/calibration.h"
#include "pipeline/score/score.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Writes manifest.json into the folder of a scored index. It has the tables (`outputs`) and all
/// input files with their SHA-256, options, notes, unmatched names and incomplete results.
void write_manifest(const std::filesystem::path& folder, const std::vector<std::string>& outputs,
    const ScoreRequest& request, const ScoreResult& result, const Provenance& provenance);
/// Commits a calibration with OUTPUT.manifest.json: its input files, options, and
/// notes on what is left out.
void commit_with_manifest(OutputFile& output, const CalibrationRequest& request,
    const CalibrationResult& result, const Provenance& provenance);

} // namespace cityflux
