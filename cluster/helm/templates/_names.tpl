{{- define "voxbus.name" -}}
{{- printf "%s" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- define "voxbus.labels" -}}
app.kubernetes.io/name: voxbus
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
