"""What auditors say of findings, on its way into the registers: waivers from the command, opinions from the workbook."""
